import * as v from 'valibot'
import { isDay, type Day } from '#base/day.ts'

/** What names and vouches for every file of an audit export. Its bytes are signed as they stand in `manifest.json`. @see spec/audit-export.md */
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/))
/** A bare name: an export has no folders, and a name with a path in it would lead out of it. */
const file = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/i))

export const auditManifest = v.strictObject({
  format: v.literal('postern/audit/v1'),
  office: id,
  day: v.pipe(v.string(), v.check(isDay), v.transform((text) => text as Day)),
  /** The auditor who made the export. */
  author: id,
  files: v.array(v.strictObject({ file, sha256: v.pipe(v.string(), v.hexadecimal(), v.length(64)) })),
})
export type AuditManifest = v.InferOutput<typeof auditManifest>

/** The parts of an export; each is a row of numbered files, pages as the server gave them. */
export const AUDIT_PARTS = ['office', 'audit', 'logs', 'journal'] as const
export type AuditPart = (typeof AUDIT_PARTS)[number]

export function auditFile(part: AuditPart, number: number): string {
  return `${part}-${String(number).padStart(5, '0')}.frames`
}
