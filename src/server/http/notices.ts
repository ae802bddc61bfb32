import { noticeChoice, noticeTest, noticeView, paging } from '#wire/notices.ts'
import { putNotices as put, putPaging as putPaged, readNotices as read, readPaging as readPaged, removeNotices as remove, testNotice as test, type NoticeDeps, type TestsSent } from '../actions/notices.ts'
import { json, nothing } from './answer.ts'
import type { Route } from './route.ts'

export const readNotices: Route<'member', NoticeDeps> = {
  takes: {},
  gives: { status: 200, json: noticeView },
  refuses: [],
  handle: async (call, deps) => json(200, await read(deps, call.who)),
}

export const putNotices: Route<'member', NoticeDeps> = {
  takes: { json: noticeChoice },
  gives: { status: 204 },
  refuses: ['prove-again'],
  async handle(call, deps) {
    await put(deps, call.who, await call.json(noticeChoice))
    return nothing()
  },
}

export const removeNotices: Route<'member', NoticeDeps> = {
  takes: {},
  gives: { status: 204 },
  refuses: ['prove-again'],
  async handle(call, deps) {
    await remove(deps, call.who)
    return nothing()
  },
}

export const testNotice: Route<'member', NoticeDeps & { readonly tests: TestsSent }> = {
  takes: { json: noticeTest },
  gives: { status: 204 },
  refuses: ['mail-off', 'no-notices', 'slow-down', 'mail-refused'],
  async handle(call, deps) {
    await call.json(noticeTest)
    await test(deps, call.who)
    return nothing()
  },
}

export const readPaging: Route<'member', NoticeDeps> = {
  takes: {},
  gives: { status: 200, json: paging },
  refuses: [],
  handle: async (call, deps) => json(200, await readPaged(deps, call.who)),
}

export const putPaging: Route<'administrator', NoticeDeps> = {
  takes: { json: paging },
  gives: { status: 204 },
  refuses: [],
  async handle(call, deps) {
    await putPaged(deps, call.who, await call.json(paging))
    return nothing()
  },
}
