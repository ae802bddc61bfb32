import { Refusal } from '#base/refusal.ts'
import type { Access } from '#wire/routes.ts'
import { callerOf, type Caller, type CallerDeps } from '../actions/caller.ts'
import { idIn } from './call.ts'
import type { Who } from './route.ts'
import { sessionToken } from './session-token.ts'

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
  uploader: async (_deps, { request }) => request.headers.get('authorization'),
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

function withRole(caller: Caller, role: 'administrator' | 'auditor'): Caller {
  if (!caller.roles.includes(role)) throw new Refusal('not-allowed')
  return caller
}
