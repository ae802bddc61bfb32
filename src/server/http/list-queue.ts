import { encodeQueuePage } from '#wire/log.ts'
import { encodeDocketPage } from '#wire/dockets.ts'
import { docketsQuery, queueQuery } from '#wire/queries.ts'
import { listQueue as list, type ListQueueDeps } from '../actions/list-queue.ts'
import { listDockets as listAll, type ListDocketsDeps } from '../actions/list-dockets.ts'
import { frames } from './answer.ts'
import type { Route } from './route.ts'

export const listQueue: Route<'member', ListQueueDeps> = {
  takes: { query: queueQuery },
  gives: { status: 200, frames: 'A queue page: the clear columns, and for each report entry 0, its card and the caller’s key rows' },
  refuses: [],
  handle: async (call, deps) => frames(encodeQueuePage(await list(deps, call.who, call.query(queueQuery)))),
}

export const listDockets: Route<'member', ListDocketsDeps> = {
  takes: { query: docketsQuery },
  gives: { status: 200, frames: 'A page of brief dockets: ids, and for each the clear columns that put it in its place' },
  refuses: [],
  handle: async (call, deps) => frames(encodeDocketPage(await listAll(deps, call.who, call.query(docketsQuery)))),
}
