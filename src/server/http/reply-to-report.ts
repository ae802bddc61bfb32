import { LIMITS } from '#base/limits.ts'
import { decodeAppend } from '#wire/append.ts'
import { acknowledgement } from '#wire/messages.ts'
import { appendAsReporter, type AppendAsReporterDeps } from '../actions/append-as-reporter.ts'
import { acknowledged } from './acknowledged.ts'
import { ENTRY_REFUSALS } from './refusals.ts'
import type { Route } from './route.ts'

export const replyToReport: Route<'reporter', AppendAsReporterDeps> = {
  takes: { frames: 'One entry: {wraps: []}, header, signature, body' },
  gives: { status: 201, json: acknowledgement },
  refuses: [...ENTRY_REFUSALS, 'no-such-report', 'transition-not-allowed'],
  refusalBytesMin: LIMITS.reporterAnswerBytesMin,
  handle: async (call, deps) => acknowledged(await appendAsReporter(deps, call.who, decodeAppend(await call.frames()))),
}
