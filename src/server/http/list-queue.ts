import { encodeQueuePage } from '#wire/log.ts'
import { queueQuery } from '#wire/queries.ts'
import { listQueue as list, type ListQueueDeps } from '../actions/list-queue.ts'
import { frames } from './answer.ts'
import type { Route } from './route.ts'

export const listQueue: Route<'member', ListQueueDeps> = {
  takes: { query: queueQuery },
  gives: { status: 200, frames: 'A queue page: the clear columns, and for each report entry 0, its card and the caller’s key rows' },
  refuses: [],
  handle: async (call, deps) => frames(encodeQueuePage(await list(deps, call.who, call.query(queueQuery)))),
}
