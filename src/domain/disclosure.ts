import { addDays, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { identityLockOf } from './identity-teams.ts'
import type { AuthorRole, EntryKind } from './kinds.ts'
import { mayHandle, type Office } from './office.ts'

/** An entry of a disclosure's log, as its clear header tells. */
export interface DisclosureStep {
  readonly kind: EntryKind
  readonly author: string
  readonly day: Day
  readonly expires?: Day
}

export type DisclosureState = 'asked' | 'approved' | 'refused' | 'opened'

/** A request for a reporter's identity, folded from signed headers: who asked, who decided, until when. No key is needed. */
export interface Disclosure {
  readonly state: DisclosureState
  readonly requester: string
  readonly askedDay: Day
  /** The last day on which anything of it is kept. */
  readonly expires: Day
  readonly decisions: readonly { readonly kind: EntryKind; readonly author: string; readonly day: Day }[]
}

const NEXT: Readonly<Record<DisclosureState, Partial<Record<EntryKind, DisclosureState>>>> = {
  'asked': { 'disclosure-approved': 'approved', 'disclosure-refused': 'refused' },
  'approved': { 'disclosure-opened': 'opened', 'disclosure-refused': 'refused' },
  'refused': {},
  'opened': {},
}

/**
 * Asked, approved by one, opened by another; or refused at either. Nobody takes two of these parts: which team an author is of is
 * checked against the office log, that they are three people here.
 *
 * @throws Refusal `transition-not-allowed`, `not-allowed` for an author who took part before, `malformed` for a day that is too far away
 */
export function foldDisclosure(steps: readonly DisclosureStep[]): Disclosure {
  const [first, ...rest] = steps
  if (first?.kind !== 'disclosure' || first.expires === undefined) throw new Refusal('malformed', { member: 'kind' })
  checkExpires(first, LIMITS.disclosureWaitDays)
  const asked: Disclosure = { state: 'asked', requester: first.author, askedDay: first.day, expires: first.expires, decisions: [] }
  return rest.reduce<Disclosure>(withStep, asked)
}

function withStep(before: Disclosure, { kind, author, day, expires }: DisclosureStep): Disclosure {
  const state = NEXT[before.state][kind]
  if (state === undefined) throw new Refusal('transition-not-allowed', { from: before.state, to: kind })
  if (author === before.requester || before.decisions.some((each) => each.author === author)) throw new Refusal('not-allowed')
  if (expires !== undefined) checkExpires({ day, expires }, LIMITS.disclosureDaysMax)
  return { ...before, state, expires: expires ?? before.expires, decisions: [...before.decisions, { kind, author, day }] }
}

function checkExpires({ day, expires = day }: Pick<DisclosureStep, 'day' | 'expires'>, daysMax: number): void {
  if (expires < day || expires > addDays(day, daysMax)) throw new Refusal('malformed', { member: 'expires' })
}

/** Whether nothing but headers should be left of it. */
export function isOver({ expires }: Pick<Disclosure, 'expires'>, today: Day): boolean {
  return today > expires
}

/** As what somebody writes in a disclosure's log, at that point of the office log: a handler of neither team asks, the teams decide. Null for nobody. */
export function disclosureRole(office: Office, { author, seq }: { readonly author: string; readonly seq: number }): AuthorRole | null {
  const lock = identityLockOf(office, author)
  if (seq > 0) return lock
  return lock === null && mayHandle(office, author) ? 'handler' : null
}
