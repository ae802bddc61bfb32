import { LIMITS } from '#base/limits.ts'
import { decodeNewTextPage, encodeTextPage, textPages, textPagesQuery } from '#wire/text-pages.ts'
import { listTextPages as list, putTextPage as put, readTextPage as read, type PutTextPageDeps, type ReadTextPagesDeps } from '../actions/text-pages.ts'
import { frames, json, nothing } from './answer.ts'
import type { Route } from './route.ts'

export const listTextPages: Route<'member', ReadTextPagesDeps> = {
  takes: { query: textPagesQuery },
  gives: { status: 200, json: textPages },
  refuses: ['no-such-team'],
  handle: async (call, deps) => json(200, await list(deps, call.who, call.query(textPagesQuery).reader)),
}

export const readTextPage: Route<'member', ReadTextPagesDeps> = {
  takes: { query: textPagesQuery },
  gives: { status: 200, frames: 'First words of some of a team’s reports: sealed to the team' },
  refuses: ['no-such-team', 'no-such-page'],
  handle: async (call, deps) => frames(encodeTextPage(await read(deps, call.who, { reader: call.query(textPagesQuery).reader, page: call.id('page') }))),
}

export const putTextPage: Route<'member', PutTextPageDeps> = {
  takes: { frames: 'A page: {reader, reports}, page' },
  gives: { status: 204 },
  refuses: ['no-such-team', 'not-allowed', 'bad-signature', 'card-stale'],
  async handle(call, deps) {
    await put(deps, call.who, { ...decodeNewTextPage(await call.frames(LIMITS.textPageBytesMax)), page: call.id('page') })
    return nothing()
  },
}
