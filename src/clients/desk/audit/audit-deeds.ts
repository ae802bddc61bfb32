import type { AuditBreak, AuditFindings } from '#clients/member/audit-check.ts'

/** What the desk can do for an auditor. Every deed throws Refusal. */
export interface AuditDeeds {
  /** Fetches everything that needs no key, and holds it to its signatures. */
  look(onprogress: (done: { readonly pages: number; readonly entries: number }) => void): Promise<AuditFindings | { readonly broken: AuditBreak }>
}
