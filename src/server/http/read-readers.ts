import { encodeLogPage } from '#wire/log.ts'
import { readReaders as read, type ReadReadersDeps } from '../actions/read-readers.ts'
import { frames } from './answer.ts'
import type { Route } from './route.ts'

export const readReaders: Route<'anyone', ReadReadersDeps> = {
  takes: {},
  gives: { status: 200, frames: 'A log page with the one entry' },
  refuses: ['no-such-office', 'no-such-channel'],
  handle: async (call, deps) => frames(encodeLogPage(await read(deps, call.id('office'), call.id('entry')))),
}
