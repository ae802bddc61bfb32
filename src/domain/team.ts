import { Refusal } from '#base/refusal.ts'
import type { Bodies } from './bodies.ts'

export interface Team {
  readonly team: string
  readonly epoch: number
  readonly recipient: string
  readonly members: readonly string[]
}

/** What of an office decides who may hold which key. */
export interface Admitting {
  readonly members: ReadonlyMap<string, { readonly active: boolean }>
  /** Whom administrators admitted to which team, by the team's id. An admission gives no key. */
  readonly admissions: ReadonlyMap<string, ReadonlySet<string>>
  /** Every epoch, keyed `team:epoch`. */
  readonly teams: ReadonlyMap<string, Team>
  readonly recovery: { readonly signKey: string; readonly generation: number } | null
  /** Which generation of the recovery has an epoch's secret, keyed `team:epoch`. */
  readonly given: ReadonlyMap<string, number>
}

/**
 * [Note: Admissions and keys] An administrator says who may hold a team's key (`admission`); the key itself is given by somebody who has it
 * (`team`). So an administrator alone adds no reader, and a reader alone adds nobody whom the office did not admit. Who loses the
 * admission, or leaves the office, is in no epoch that begins afterwards.
 */
export function isAdmitted(office: Admitting, team: string, signKey: string): boolean {
  return office.members.get(signKey)?.active === true && office.admissions.get(team)?.has(signKey) === true
}

export function latestTeam(office: Admitting, team: string): Team | null {
  const epochs = [...office.teams.values()].filter((candidate) => candidate.team === team)
  return epochs.reduce<Team | null>((latest, each) => (latest === null || each.epoch > latest.epoch ? each : latest), null)
}

/** The latest epoch of every team that has one. */
export function latestTeams(office: Admitting): readonly Team[] {
  return [...new Set([...office.teams.values()].map(({ team }) => team))].flatMap((team) => latestTeam(office, team) ?? [])
}

/** Whether a member is of the team as it is now, with its key. */
export function isOfTeam(office: Admitting, team: string, signKey: string): boolean {
  return isAdmitted(office, team, signKey) && latestTeam(office, team)?.members.includes(signKey) === true
}

/** Whether somebody in the latest epoch may no longer read what comes: the next epoch is due. */
export function needsNewEpoch(office: Admitting, team: string): boolean {
  return latestTeam(office, team)?.members.some((member) => !isAdmitted(office, team, member)) === true
}

export interface Waiting {
  readonly team: string
  readonly signKey: string
}

/** Who was admitted and has no key yet: somebody of the team has to compare the fingerprint and give it. */
export function waitingForKeys(office: Admitting): readonly Waiting[] {
  return [...office.admissions].flatMap(([team, people]) => {
    const holders = new Set(latestTeam(office, team)?.members)
    return [...people].filter((signKey) => !holders.has(signKey) && isAdmitted(office, team, signKey)).map((signKey) => ({ team, signKey }))
  })
}

/**
 * A team entry: more members for the latest epoch, or the next epoch.
 *
 * An epoch's key never changes, and nobody leaves an epoch: leaving starts the next one, with a key of its own, or those who left
 * would go on reading. See [Note: Admissions and keys].
 *
 * @throws Refusal `not-allowed` unless the author is of the team, founds it, or is the organisation's recovery and has its latest key; `malformed`
 */
export function withTeam<O extends Admitting>(office: O, author: string, body: Bodies['team']): O {
  const { team, epoch, recipient, members } = body
  const latest = latestTeam(office, team)
  if (!mayGive(office, author, { body, latest })) throw new Refusal('not-allowed')
  const grows = latest?.epoch === epoch
  const stays = grows ? latest.members : []
  const fits = grows
    ? latest.recipient === recipient && stays.every((member) => members.includes(member))
    : epoch === (latest?.epoch ?? -1) + 1 && ![...office.teams.values()].some((other) => other.recipient === recipient)
  const single = new Set(members).size === members.length && members.length > 0
  const admitted = members.every((member) => stays.includes(member) || isAdmitted(office, team, member))
  if (!fits || !single || !admitted) throw new Refusal('malformed', { member: 'team' })
  return { ...office, given: withGiven(office, body), teams: new Map(office.teams).set(`${team}:${epoch}`, { team, epoch, recipient, members }) }
}

interface Giving {
  readonly body: Bodies['team']
  readonly latest: Team | null
}

/**
 * Only who has the key can give it. The first key of a team is made by its founder, for whom an admission is enough. The recovery is an
 * administrator's word until a reader gave it the latest key: before that it is no way round the readers.
 */
function mayGive(office: Admitting, author: string, { body, latest }: Giving): boolean {
  if (author === office.recovery?.signKey) return latest !== null && office.given.get(`${latest.team}:${latest.epoch}`) === office.recovery.generation
  if (!isAdmitted(office, body.team, author)) return false
  return latest === null ? body.members.includes(author) : latest.members.includes(author)
}

/** What a `team` entry gives: its own epoch and every one before. @throws Refusal `malformed` for another generation than the present one */
function withGiven(office: Admitting, { team, epoch, recovery }: Bodies['team']): Admitting['given'] {
  if (recovery === undefined) return office.given
  if (recovery !== office.recovery?.generation) throw new Refusal('malformed', { member: 'recovery' })
  const before = Array.from({ length: epoch + 1 }, (_, each) => [`${team}:${each}`, recovery] as const)
  return new Map([...office.given, ...before])
}
