import { Refusal } from '#base/refusal.ts'
import type { Bodies } from './bodies.ts'
import type { EntryKind } from './kinds.ts'
import { isHandler, type Role } from './roles.ts'
import { withDrill, type Recoverable } from './recovery.ts'
import { checkExpertsApart } from './experts.ts'
import { withIdentityTeams, type IdentityTeams } from './identity-teams.ts'
import { withPacks } from './office-packs.ts'
import { NO_RETENTION } from './retention.ts'
import { withTeam } from './team.ts'
import type { OwnPacks } from './clocks/packs.ts'

export interface Member {
  readonly signKey: string
  readonly recipient: string
  readonly roles: readonly Role[]
  readonly active: boolean
  readonly sealedName: string
}

/** An office as a fold over its log: who may do what, and with which keys. Deterministic; every client and the server agree on it. */
export interface Office extends Recoverable {
  readonly administrator: string
  readonly serverKey: string
  readonly settings: Bodies['settings'] | null
  readonly members: ReadonlyMap<string, Member>
  /** Sealed names of teams, by the team's id. */
  readonly teamNames: ReadonlyMap<string, string>
  /** Approved successors: `from` may be followed by `to`. */
  readonly handovers: readonly Bodies['handover'][]
  /** People who may be left out, by channel. */
  readonly readers: ReadonlyMap<string, Bodies['readers']['people']>
  readonly directory: Bodies['directory'] | null
  /** Every team that a directory ever named to open identities, and which of the two locks its key is for. */
  readonly identityTeams: IdentityTeams
  /** For how long reports are kept that the office is done with. */
  readonly retention: Bodies['retention']
  /** Every rule pack that a directory ever brought, by how reports name it. */
  readonly packs: OwnPacks
}

const OFFICE_KINDS = ['genesis', 'settings', 'member', 'admission', 'team', 'handover', 'recovery', 'drill', 'readers', 'retention', 'template', 'absence', 'directory'] as const
type OfficeKind = (typeof OFFICE_KINDS)[number]

export type OfficeEvent = {
  [K in OfficeKind]: { readonly kind: K; readonly author: string; readonly body: Bodies[K] }
}[OfficeKind]

export function isOfficeKind(kind: EntryKind): kind is OfficeKind {
  return OFFICE_KINDS.some((each) => each === kind)
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

/** @throws Refusal `not-allowed` if the author may not say this at that point, `malformed` for an event that contradicts the log. */
export function foldOffice(office: Office | null, event: OfficeEvent): Office {
  if (event.kind === 'genesis') return begin(office, event)
  if (office === null) throw new Refusal('not-allowed')
  checkExpertsApart(office, event)
  // Giving keys is the readers' deed, and theirs alone: an administrator who is no reader adds none.
  if (event.kind === 'team') return withIdentityTeams(withTeam(office, event.author, event.body))
  if (event.kind === 'drill') return withDrill(office, event.author, event.body)
  if (event.kind === 'absence' && mayHandle(office, event.author)) return office
  if (!isAdministrator(office, event.author)) throw new Refusal('not-allowed')
  switch (event.kind) {
    case 'settings': return { ...office, settings: event.body }
    case 'retention': return { ...office, retention: event.body }
    // Nothing of the office hangs on it, and what it says only members read.
    case 'template': case 'absence': return office
    case 'directory': return withIdentityTeams(withPacks(office, event.body))
    case 'member': return withMember(office, event.body)
    case 'admission': return withAdmission(office, event.body)
    case 'handover': return withHandover(office, event.body)
    case 'recovery': return withRecovery(office, event.body)
    case 'readers': return withReaders(office, event.body)
  }
}

function begin(office: Office | null, { author, body }: Extract<OfficeEvent, { kind: 'genesis' }>): Office {
  if (office !== null || author !== body.administrator.signKey) throw new Refusal('not-allowed')
  return {
    administrator: body.administrator.signKey, serverKey: body.serverKey, settings: null, members: new Map(), admissions: new Map(), teams: new Map(),
    teamNames: new Map(), recovery: null, given: new Map(), drill: null, handovers: [], readers: new Map(), directory: null, identityTeams: new Map(), packs: new Map(), retention: NO_RETENTION,
  }
}

/** A member's two keys belong together for good: under another recipient the next team secret would go to somebody else. */
function withMember(office: Office, member: Member): Office {
  const before = office.members.get(member.signKey)
  const isRecovery = member.signKey === office.recovery?.signKey
  if (isRecovery || (before !== undefined && before.recipient !== member.recipient)) throw new Refusal('malformed', { member: 'recipient' })
  return { ...office, members: new Map(office.members).set(member.signKey, member) }
}

function withAdmission(office: Office, { team, signKey, admitted, sealedName }: Bodies['admission']): Office {
  if (!office.members.has(signKey)) throw new Refusal('malformed', { member: 'signKey' })
  const people = new Set(office.admissions.get(team))
  if (admitted) people.add(signKey)
  else people.delete(signKey)
  const teamNames = sealedName === undefined ? office.teamNames : new Map(office.teamNames).set(team, sealedName)
  return { ...office, teamNames, admissions: new Map(office.admissions).set(team, people) }
}

function withHandover(office: Office, handover: Bodies['handover']): Office {
  const { from, to } = handover
  const known = office.members.has(from) && office.members.get(to)?.active === true
  if (!known || from === to) throw new Refusal('malformed', { member: 'handover' })
  return { ...office, handovers: [...office.handovers.filter((each) => each.from !== from), handover] }
}

/** Generations follow each other, and every share has a holder who is a member: a share to a stranger would be a way round the office. */
function withRecovery(office: Office, recovery: Bodies['recovery']): Office {
  const follows = recovery.generation === (office.recovery?.generation ?? -1) + 1
  const { shares, threshold, signKey, recipient } = recovery
  const held = shares.every(({ holder }) => office.members.get(holder)?.active === true)
  const single = new Set(shares.map(({ holder }) => holder)).size === shares.length && new Set(shares.map(({ hash }) => hash)).size === shares.length
  const taken = office.members.has(signKey) || [...office.members.values()].some((member) => member.recipient === recipient)
  if (!follows || !held || !single || taken || threshold > shares.length) throw new Refusal('malformed', { member: 'recovery' })
  return { ...office, recovery, drill: null }
}

/** People who are named to reporters are the office's, under their own keys: a stranger's key there would read every report that leaves somebody out. */
function withReaders(office: Office, { channel, people }: Bodies['readers']): Office {
  const known = people.every(({ signKey, recipient }) => office.members.get(signKey)?.recipient === recipient && mayHandle(office, signKey))
  if (!known || new Set(people.map(({ signKey }) => signKey)).size !== people.length) throw new Refusal('malformed', { member: 'readers' })
  return { ...office, readers: new Map(office.readers).set(channel, people) }
}
