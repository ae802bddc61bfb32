import { concat, fromBase64url, utf8, type Bytes } from '#base/bytes.ts'
import { canonicalBytes } from '#base/json.ts'
import type { LineReport } from '#domain/line-report.ts'
import { verifySignature } from './sign.ts'

export function lineReportBytes(report: LineReport): Bytes {
  return concat(utf8('postern/line-report/v1\n'), canonicalBytes(report))
}

/** Whether the line with this key said it. Which key is a line's, the directory says. */
export function isOfLine(lineKey: string, { report, signature }: { readonly report: LineReport; readonly signature: string }): Promise<boolean> {
  return verifySignature(lineKey, lineReportBytes(report), fromBase64url(signature) ?? new Uint8Array(0))
}
