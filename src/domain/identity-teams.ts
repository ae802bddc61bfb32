import { Refusal } from '#base/refusal.ts'
import type { Bodies } from './bodies.ts'
import { isOfTeam, type Admitting, type Team } from './team.ts'

/** One of the two locks on a reporter's identity. */
export type IdentityLock = 'custodian' | 'approver'

export type IdentityTeams = ReadonlyMap<string, IdentityLock>

interface Disclosing extends Admitting {
  readonly directory: Bodies['directory'] | null
  readonly identityTeams: IdentityTeams
}

/**
 * [Note: Two locks] Whoever held the keys of both locks would open every identity alone and ask nobody. So nobody who was ever in a team of one
 * lock is ever in a team of the other, and a team that was one lock is never the other: neither a directory nor a team entry says
 * so without being refused. A team that a directory names no longer still opens what was sealed to it.
 *
 * @throws Refusal `teams-overlap`
 */
export function withIdentityTeams<O extends Disclosing>(office: O): O {
  const named = office.directory?.identity
  const told = named === undefined ? [] : [[named.custodian.team, 'custodian'], [named.approver.team, 'approver']] as const
  const identityTeams = new Map<string, IdentityLock>([...told, ...office.identityTeams])
  if (told.some(([team, lock]) => identityTeams.get(team) !== lock)) throw new Refusal('teams-overlap')
  const custodians = new Set(everIn(office.teams, identityTeams, 'custodian'))
  if (everIn(office.teams, identityTeams, 'approver').some((member) => custodians.has(member))) throw new Refusal('teams-overlap')
  return { ...office, identityTeams }
}

/** In whatever epoch: a team's newer members get the keys of all of them, and who left still holds the old. */
function everIn(teams: ReadonlyMap<string, Team>, named: IdentityTeams, lock: IdentityLock): readonly string[] {
  return [...teams.values()].filter(({ team }) => named.get(team) === lock).flatMap(({ members }) => members)
}

/** The lock whose key a member holds now; null for everybody else. */
export function identityLockOf(office: Disclosing, signKey: string): IdentityLock | null {
  return [...office.identityTeams].find(([team]) => isOfTeam(office, team, signKey))?.[1] ?? null
}
