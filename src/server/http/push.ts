import { pushDevice } from '#wire/notices.ts'
import { putPushDevice as put, removePushDevice as remove, type PushDeps } from '../actions/push.ts'
import { nothing } from './answer.ts'
import type { Route } from './route.ts'

export const putPushDevice: Route<'member', PushDeps> = {
  takes: { json: pushDevice },
  gives: { status: 204 },
  refuses: ['prove-again', 'no-push', 'too-large'],
  async handle(call, deps) {
    await put(deps, call.who, await call.json(pushDevice))
    return nothing()
  },
}

export const removePushDevice: Route<'member', PushDeps> = {
  takes: {},
  gives: { status: 204 },
  refuses: ['prove-again'],
  async handle(call, deps) {
    await remove(deps, call.who, call.id('device'))
    return nothing()
  },
}
