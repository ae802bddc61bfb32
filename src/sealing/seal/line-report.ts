import { base64url } from '#base/bytes.ts'
import type { LineReport } from '#domain/line-report.ts'
import type { SigningKey } from '../plain/signing-key.ts'
import { lineReportBytes } from '../proof/line-report.ts'

/** @returns the signature, base64url */
export async function signLineReport({ key }: SigningKey, report: LineReport): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.sign('Ed25519', key, lineReportBytes(report))))
}
