import { encodeQueuePage } from '#wire/log.ts'
import { queueIds } from '#wire/messages.ts'
import { queueIdsQuery, queueQuery } from '#wire/queries.ts'
import { listQueue as list, listQueueIds as listIds, type ListQueueDeps, type ListQueueIdsDeps } from '../actions/list-queue.ts'
import { frames, json } from './answer.ts'
import type { Route } from './route.ts'

export const listQueue: Route<'member', ListQueueDeps> = {
  takes: { query: queueQuery },
  gives: { status: 200, frames: 'A queue page: the clear columns, and for each report entry 0, its card and the caller’s key rows' },
  refuses: [],
  handle: async (call, deps) => frames(encodeQueuePage(await list(deps, call.who, call.query(queueQuery)))),
}

export const listQueueIds: Route<'member', ListQueueIdsDeps> = {
  takes: { query: queueIdsQuery },
  gives: { status: 200, json: queueIds },
  refuses: [],
  handle: async (call, deps) => json(200, await listIds(deps, call.who, call.query(queueIdsQuery))),
}
