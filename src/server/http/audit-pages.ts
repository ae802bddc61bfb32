import { encodeAuditPage, encodeJournalPage } from '#wire/audit.ts'
import { auditQuery, logQuery } from '#wire/queries.ts'
import { auditJournal, auditPage, type AuditJournalDeps, type AuditPageDeps } from '../actions/audit-pages.ts'
import { frames } from './answer.ts'
import type { Route } from './route.ts'

export const readAuditPage: Route<'auditor', AuditPageDeps> = {
  takes: { query: auditQuery },
  gives: { status: 200, frames: 'An audit page: headers, signatures, and of each sealed body its salt alone' },
  refuses: [],
  async handle(call, deps) {
    const { log = '', seq } = call.query(auditQuery)
    return frames(encodeAuditPage(await auditPage(deps, call.who, { log, seq })))
  },
}

export const readAuditJournal: Route<'auditor', AuditJournalDeps> = {
  takes: { query: logQuery },
  gives: { status: 200, frames: 'A journal page: the leaves and the checkpoint of each day' },
  refuses: ['no-checkpoint'],
  handle: async (call, deps) => frames(encodeJournalPage(await auditJournal(deps, call.who, call.query(logQuery).from))),
}
