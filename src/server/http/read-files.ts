import { fileSegments } from '#wire/files.ts'
import * as files from '../actions/read-files.ts'
import { bytes, json } from './answer.ts'
import type { Route } from './route.ts'

export const readFile: Route<'member', files.ReadFileDeps> = {
  takes: {},
  gives: { status: 200, json: fileSegments },
  refuses: ['no-such-log', 'no-such-file', 'files-not-released'],
  handle: async (call, deps) => json(200, await files.readFile(deps, call.who, { log: call.id('log'), file: call.id('file') })),
}

export const readSegment: Route<'member', files.ReadFileDeps> = {
  takes: {},
  gives: { status: 200, bytes: 'A sealed segment' },
  refuses: ['no-such-log', 'no-such-file', 'files-not-released'],
  handle: async (call, deps) => bytes(await files.readSegment(deps, call.who, { log: call.id('log'), file: call.id('file'), segment: call.number('segment') })),
}

export const readReportFile: Route<'reporter', files.ReadReportFileDeps> = {
  takes: {},
  gives: { status: 200, json: fileSegments },
  refuses: ['no-such-report', 'no-such-file'],
  handle: async (call, deps) => json(200, await files.readReportFile(deps, call.who, call.id('file'))),
}

export const readReportSegment: Route<'reporter', files.ReadReportFileDeps> = {
  takes: {},
  gives: { status: 200, bytes: 'A sealed segment' },
  refuses: ['no-such-report', 'no-such-file'],
  handle: async (call, deps) => bytes(await files.readReportSegment(deps, call.who, { file: call.id('file'), segment: call.number('segment') })),
}
