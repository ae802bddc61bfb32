import type { FilePlace } from '#clients/transport/download.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { reporterHeaders } from './open-report.ts'

/** Where a reporter finds a file of the own report. */
export function ownFile(keys: ReporterKeys, file: string): FilePlace {
  const headers = reporterHeaders(keys)
  return {
    file: () => ({ route: 'read-report-file', headers, parameters: { file } }),
    segment: (segment) => ({ route: 'read-report-segment', headers, parameters: { file, segment: String(segment) } }),
  }
}
