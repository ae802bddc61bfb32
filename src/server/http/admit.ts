import { Refusal } from '#base/refusal.ts'
import type { Access } from '#wire/routes.ts'
import { callerOf, type Caller, type CallerDeps } from '../actions/caller.ts'
import { idIn } from './call.ts'
import type { Who } from './route.ts'
import { senderSession, sessionToken } from './session-token.ts'

export interface Arriving {
  readonly request: Request
  readonly parameters: Readonly<Record<string, string>>
}

/** Whom each access lets in. Of another office's paths a member learns as little as a stranger. */
export const ADMIT: { readonly [A in Access]: (deps: CallerDeps, arriving: Arriving) => Promise<Who[A]> } = {
  anyone: nobody,
  setup: nobody,
  invitee: nobody,
  reporter: async (_deps, { request }) => request.headers.get('authorization'),
  uploader: async (deps, { request }) => ({ authorization: request.headers.get('authorization'), isMember: () => isMember(deps, request) }),
  member,
  administrator: async (deps, arriving) => withRole(await member(deps, arriving), 'administrator'),
  auditor: async (deps, arriving) => withRole(await member(deps, arriving), 'auditor'),
}

async function nobody(): Promise<null> {
  return null
}

async function member(deps: CallerDeps, { request, parameters }: Arriving): Promise<Caller> {
  const caller = await callerOf(deps, sessionToken(request))
  if ('office' in parameters && idIn(parameters, 'office') !== caller.office) throw new Refusal('no-such-office')
  return caller
}

/** A session that is over makes nobody a stranger who may not send: the file goes with everybody else's. Sending keeps no session alive. */
async function isMember({ read, nowMs }: CallerDeps, request: Request): Promise<boolean> {
  try {
    await callerOf({ read, nowMs, write: { touchSession: async () => undefined } }, senderSession(request))
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

function withRole(caller: Caller, role: 'administrator' | 'auditor'): Caller {
  if (!caller.roles.includes(role)) throw new Refusal('not-allowed')
  return caller
}
