import * as v from 'valibot'
import { lineReport } from '#domain/line-report.ts'
import * as f from './fields.ts'

/** POST /api/offices/:office/line */
export const signedLineReport = v.strictObject({ report: lineReport, signature: f.base64(64) })
export type SignedLineReport = v.InferOutput<typeof signedLineReport>

/** GET /api/offices/:office/line. Seconds since 1970 by the server's clock: when it heard the report, and now. */
export const lineStanding = v.strictObject({ told: v.nullable(v.strictObject({ ...signedLineReport.entries, heard: f.count })), now: f.count })
export type LineStandingMessage = v.InferOutput<typeof lineStanding>
