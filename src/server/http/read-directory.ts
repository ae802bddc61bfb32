import { encodeLogPage } from '#wire/log.ts'
import { readDirectory as read, type ReadDirectoryDeps } from '../actions/read-directory.ts'
import { frames } from './answer.ts'
import type { Route } from './route.ts'

export const readDirectory: Route<'anyone', ReadDirectoryDeps> = {
  takes: {},
  gives: { status: 200, frames: 'A log page: the genesis, the member entries that give the directory’s author standing, the latest directory' },
  refuses: ['no-such-office', 'no-such-channel'],
  handle: async (call, deps) => frames(encodeLogPage(await read(deps, call.id('office')))),
}
