import { LIMITS } from '#base/limits.ts'
import { decodeNewPage, encodeKeyringAnswer } from '#wire/keyrings.ts'
import { keyringQuery } from '#wire/queries.ts'
import { putKeyring as put, readKeyring as read, type PutKeyringDeps, type ReadKeyringDeps } from '../actions/keyring.ts'
import { frames, nothing } from './answer.ts'
import type { Route } from './route.ts'

export const readKeyring: Route<'member', ReadKeyringDeps> = {
  takes: { query: keyringQuery },
  gives: { status: 200, frames: 'How many pages there are, and one of them if there is one: sealed to the team' },
  refuses: ['no-such-team'],
  handle: async (call, deps) => frames(encodeKeyringAnswer(await read(deps, call.who, call.query(keyringQuery)))),
}

export const putKeyring: Route<'member', PutKeyringDeps> = {
  takes: { frames: 'A page: {reader, page, replaces}, page' },
  gives: { status: 204 },
  refuses: ['no-such-team', 'not-allowed', 'bad-signature', 'card-stale'],
  async handle(call, deps) {
    await put(deps, call.who, decodeNewPage(await call.frames(LIMITS.keyringPageBytesMax)))
    return nothing()
  },
}
