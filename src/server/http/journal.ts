import { LIMITS } from '#base/limits.ts'
import { journalProof } from '#sealing/proof/proof-file.ts'
import { checkpointMessage, journalMessage } from '#wire/journal.ts'
import { checkpointQuery } from '#wire/queries.ts'
import * as journal from '../actions/journal.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const readCheckpoint: Route<'anyone', journal.JournalDeps> = {
  takes: { query: checkpointQuery },
  gives: { status: 200, json: checkpointMessage },
  refuses: ['no-such-office', 'no-checkpoint'],
  handle: async (call, deps) => json(200, await journal.readCheckpoint(deps, call.id('office'), call.query(checkpointQuery).since)),
}

export const readJournal: Route<'member', journal.JournalDeps> = {
  takes: {},
  gives: { status: 200, json: journalMessage },
  refuses: ['no-checkpoint'],
  handle: async (call, deps) => json(200, await journal.readJournal(deps, call.id('office'))),
}

export const readProof: Route<'member', journal.ReadProofDeps> = {
  takes: {},
  gives: { status: 200, json: journalProof },
  refuses: ['no-such-log', 'proof-not-yet'],
  handle: async (call, deps) => json(200, await journal.readProof(deps, call.who, { log: call.id('log'), seq: call.number('seq') })),
}

export const readReportProof: Route<'reporter', journal.ReadReportProofDeps> = {
  takes: {},
  gives: { status: 200, json: journalProof },
  refuses: ['no-such-report', 'proof-not-yet'],
  refusalBytesMin: LIMITS.reporterAnswerBytesMin,
  handle: async (call, deps) => json(200, await journal.readReportProof(deps, call.who)),
}
