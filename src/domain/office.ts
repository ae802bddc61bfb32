import { Refusal } from '#base/refusal.ts'
import type { Bodies } from './bodies.ts'
import type { EntryKind } from './kinds.ts'
import { isHandler, type Role } from './roles.ts'

export interface Member {
  readonly signKey: string
  readonly recipient: string
  readonly roles: readonly Role[]
  readonly active: boolean
  readonly sealedName: string
}

export interface Team {
  readonly team: string
  readonly epoch: number
  readonly recipient: string
  readonly members: readonly string[]
}

/** An office as a fold over its log: who may do what, and with which keys. Deterministic; every client and the server agree on it. */
export interface Office {
  readonly administrator: string
  readonly serverKey: string
  readonly settings: Bodies['settings'] | null
  readonly members: ReadonlyMap<string, Member>
  /** Every epoch, keyed `team:epoch`. */
  readonly teams: ReadonlyMap<string, Team>
  readonly directory: Bodies['directory'] | null
}

export type OfficeEvent = {
  [K in 'genesis' | 'settings' | 'member' | 'team' | 'directory']: { readonly kind: K; readonly author: string; readonly body: Bodies[K] }
}[keyof Pick<Bodies, 'genesis' | 'settings' | 'member' | 'team' | 'directory'>]

export function isOfficeKind(kind: EntryKind): kind is OfficeEvent['kind'] {
  return kind === 'genesis' || kind === 'settings' || kind === 'member' || kind === 'team' || kind === 'directory'
}

export function isAdministrator(office: Office, signKey: string): boolean {
  const member = office.members.get(signKey)
  // Before the first `member` entry the genesis alone says who administers.
  if (member === undefined) return office.members.size === 0 && signKey === office.administrator
  return member.active && member.roles.includes('administrator')
}

export function mayHandle(office: Office, signKey: string): boolean {
  const member = office.members.get(signKey)
  return member !== undefined && member.active && isHandler(member.roles)
}

export function latestTeam(office: Office, team: string): Team | null {
  const epochs = [...office.teams.values()].filter((candidate) => candidate.team === team)
  return epochs.reduce<Team | null>((latest, each) => (latest === null || each.epoch > latest.epoch ? each : latest), null)
}

/** The teams, by `team:epoch`, whose secret a member was given. */
export function teamsOf(office: Office, signKey: string): readonly Team[] {
  return [...office.teams.values()].filter((team) => team.members.includes(signKey))
}

/** @throws Refusal `not-allowed` if the author was no administrator at that point, `malformed` for an event that contradicts the log. */
export function foldOffice(office: Office | null, event: OfficeEvent): Office {
  if (event.kind === 'genesis') {
    if (office !== null || event.author !== event.body.administrator.signKey) throw new Refusal('not-allowed')
    const { administrator, serverKey } = event.body
    return { administrator: administrator.signKey, serverKey, settings: null, members: new Map(), teams: new Map(), directory: null }
  }
  if (office === null || !isAdministrator(office, event.author)) throw new Refusal('not-allowed')
  switch (event.kind) {
    case 'settings': return { ...office, settings: event.body }
    case 'directory': return { ...office, directory: event.body }
    case 'member': return withMember(office, event.body)
    case 'team': return withTeam(office, event.body)
  }
}

/** A member's two keys belong together for good: under another recipient the next team secret would go to somebody else. */
function withMember(office: Office, member: Member): Office {
  const before = office.members.get(member.signKey)
  if (before !== undefined && before.recipient !== member.recipient) throw new Refusal('malformed', { member: 'recipient' })
  return { ...office, members: new Map(office.members).set(member.signKey, member) }
}

/**
 * An epoch's key never changes, and nobody leaves an epoch: leaving starts the next one, with a key of its own, or those who left
 * would go on reading.
 */
function withTeam(office: Office, team: Team): Office {
  const name = `${team.team}:${team.epoch}`
  const before = office.teams.get(name)
  const strangers = team.members.some((member) => !office.members.has(member))
  const changed = before !== undefined
    && (before.recipient !== team.recipient || before.members.some((member) => !team.members.includes(member)))
  const skipped = before === undefined && team.epoch !== (latestTeam(office, team.team)?.epoch ?? -1) + 1
  const taken = [...office.teams].some(([other, { recipient }]) => other !== name && recipient === team.recipient)
  if (strangers || changed || skipped || taken) throw new Refusal('malformed', { member: 'team' })
  return { ...office, teams: new Map(office.teams).set(name, team) }
}

/**
 * Whether the directory names only what stands in the log before it: the office's server, and channels that lead to its teams.
 * A reporter's page sees no teams and cannot ask this; every member's device does, so that a false directory comes to light.
 *
 * @throws Refusal `malformed`
 */
export function checkDirectory({ directory, serverKey, teams }: Office): void {
  if (directory === null) return
  const strays = directory.channels.some(({ team, epoch, recipient }) => teams.get(`${team}:${epoch}`)?.recipient !== recipient)
  if (strays || directory.serverKey !== serverKey) throw new Refusal('malformed', { member: 'directory' })
}
