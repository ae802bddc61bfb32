import { decodeFileReport } from '#wire/append.ts'
import { acknowledgement } from '#wire/messages.ts'
import { fileReport as file, type FileReportDeps } from '../actions/file-report.ts'
import { acknowledged } from './acknowledged.ts'
import { ENTRY_REFUSALS } from './refusals.ts'
import type { Route } from './route.ts'

/** The answer is the same for a first and a repeated send. */
export const fileReport: Route<'anyone', FileReportDeps> = {
  takes: { frames: 'Entry 0 of a report: {wraps}, header, signature, body, one wrap for the channel’s team and one for the reporter, look-up hash, token hash' },
  gives: { status: 201, json: acknowledgement },
  refuses: [...ENTRY_REFUSALS, 'no-such-office', 'no-such-channel'],
  handle: async (call, deps) => acknowledged(await file(deps, call.id('office'), decodeFileReport(await call.frames()))),
}
