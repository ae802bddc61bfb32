import { LIMITS } from '#base/limits.ts'
import { session, setup } from '#wire/messages.ts'
import { openOffice, type OpenOfficeDeps } from '../actions/open-office.ts'
import { json } from './answer.ts'
import { ENTRY_REFUSALS } from './refusals.ts'
import type { Route } from './route.ts'
import { sessionCookie } from './session-token.ts'

export const finishSetup: Route<'setup', OpenOfficeDeps> = {
  takes: { json: setup },
  gives: { status: 201, json: session, cookie: true },
  refuses: [...ENTRY_REFUSALS, 'setup-used', 'not-authenticated', 'foreign-key'],
  async handle(call, deps) {
    const started = await openOffice(deps, await call.json(setup, LIMITS.setupBytesMax))
    return json(201, started, sessionCookie(started.token))
  },
}
