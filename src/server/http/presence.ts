import { encodePresences } from '#wire/presence.ts'
import { PRESENCE_BYTES_MAX } from '#sealing/sealed/presence.ts'
import { endPresence as end, putPresence as put, type PresenceDeps } from '../actions/presence.ts'
import { frames, nothing } from './answer.ts'
import type { Route } from './route.ts'

export const putPresence: Route<'member', PresenceDeps> = {
  takes: { bytes: 'That the caller is at a report, sealed and signed' },
  gives: { status: 200, frames: 'The same of everybody else who is there' },
  refuses: ['no-such-log', 'not-allowed', 'bad-signature', 'wrong-time', 'stale-head'],
  async handle(call, deps) {
    return frames(encodePresences(await put(deps, call.who, { log: call.id('log'), bytes: await call.bytes(PRESENCE_BYTES_MAX) })))
  },
}

export const endPresence: Route<'member', PresenceDeps> = {
  takes: {},
  gives: { status: 204 },
  refuses: ['no-such-log', 'not-allowed'],
  async handle(call, deps) {
    await end(deps, call.who, call.id('log'))
    return nothing()
  },
}
