import { isDay } from '#base/day.ts'
import { COMINGS, DUES, FILTER_NAMES, NONE, VIEWS, YES_NO, type QueueFilter } from '#clients/member/queue-filter.ts'
import { LANGUAGES, type Language } from '#domain/bodies.ts'
import { SEVERITIES } from '#domain/triage-body.ts'
import { STATES, type State } from '#domain/docket.ts'
import { isExpertRole, type Role } from '#domain/roles.ts'

/** What a list is narrowed to besides a state. `label` is the mark of a label, because a browser keeps addresses in clear. */
export type Narrowing = Omit<QueueFilter, 'state'>

/** Which list of reports one looks at, or came from. */
export interface Listed {
  readonly state: State | null
  readonly narrowed?: Narrowing
}

/**
 * Where one is at the desk. It stands in the address's fragment, which no server sees, so that a reload and the back button
 * keep the place; keys and words never do.
 */
export type Place =
  | { readonly page: 'set-up'; readonly token: string }
  | { readonly page: 'invitation'; readonly fragment: string }
  | ({ readonly page: 'queue' } & Listed)
  | ({ readonly page: 'report'; readonly id: string } & Listed)
  | { readonly page: 'members' }
  | { readonly page: 'recovery' }
  | { readonly page: 'access' }
  | { readonly page: 'audit' }
  /** The way in by the recovery code. */
  | { readonly page: 'lost' }
  | { readonly page: 'teams' }
  | { readonly page: 'lines' }
  /** What telephone lines say. */
  | { readonly page: 'prompts' }
  /** A call to the office's own line, of which nothing is kept. */
  | { readonly page: 'rehearsal' }
  | { readonly page: 'office' }
  | { readonly page: 'identities' }
  | { readonly page: 'appraisals' }
  | { readonly page: 'appraisal'; readonly id: string }
  | { readonly page: 'cases' }
  | { readonly page: 'case'; readonly id: string }
  | { readonly page: 'clocks' }
  | { readonly page: 'retention' }
  | { readonly page: 'templates' }
  | { readonly page: 'notices' }
  /** Who is away and who covers. */
  | { readonly page: 'away' }
  /** Where a report from outside the web is taken down. */
  | { readonly page: 'enter' }
  /** Where a member takes telephone calls. */
  | { readonly page: 'call' }

export interface Address {
  readonly place: Place
  /** Null until somebody chooses: then the browser's own language is used. */
  readonly language: Language | null
}

/** Reads a fragment. What is not understood leads to the queue. */
export function readAddress(fragment: string): Address {
  const members = new Map(fragment.replace(/^#/, '').split('&').map(pairOf))
  return { place: placeOf(members), language: LANGUAGES.find((each) => each === members.get('lang')) ?? null }
}

export function writeAddress({ place, language }: Address): string {
  return `#${[...partsOf(place), ...(language === null ? [] : [`lang=${language}`])].join('&')}`
}

/** An outside expert has no other page than what was asked of them, and their own access: every other place leads there. */
export function placeFor(roles: readonly Role[], place: Place): Place {
  const isTheirs = place.page === 'appraisals' || place.page === 'appraisal' || place.page === 'access'
  return isExpertRole(roles) && !isTheirs ? { page: 'appraisals' } : place
}

function pairOf(text: string): [string, string] {
  const [name = '', ...rest] = text.split('=')
  return [name, rest.join('=')]
}

const ID = /^[A-Za-z0-9_-]{43}$/

function placeOf(members: ReadonlyMap<string, string>): Place {
  const [token, fragment, id, appraisal, kase] = ['setup', 'invite', 'report', 'appraisal', 'case'].map((name) => members.get(name))
  const listed = listedIn(members)
  if (token) return { page: 'set-up', token }
  if (fragment) return { page: 'invitation', fragment }
  if (id && ID.test(id)) return { page: 'report', id, ...listed }
  if (appraisal && ID.test(appraisal)) return { page: 'appraisal', id: appraisal }
  if (kase && ID.test(kase)) return { page: 'case', id: kase }
  if (members.has('cases')) return { page: 'cases' }
  if (members.has('appraisals')) return { page: 'appraisals' }
  if (members.has('recovery')) return { page: 'recovery' }
  if (members.has('access')) return { page: 'access' }
  if (members.has('audit')) return { page: 'audit' }
  if (members.has('lost')) return { page: 'lost' }
  if (members.has('teams')) return { page: 'teams' }
  if (members.has('lines')) return { page: 'lines' }
  if (members.has('prompts')) return { page: 'prompts' }
  if (members.has('rehearsal')) return { page: 'rehearsal' }
  if (members.has('office')) return { page: 'office' }
  if (members.has('identities')) return { page: 'identities' }
  if (members.has('clocks')) return { page: 'clocks' }
  if (members.has('retention')) return { page: 'retention' }
  if (members.has('templates')) return { page: 'templates' }
  if (members.has('notices')) return { page: 'notices' }
  if (members.has('away')) return { page: 'away' }
  if (members.has('enter')) return { page: 'enter' }
  if (members.has('call')) return { page: 'call' }
  return members.has('members') ? { page: 'members' } : { page: 'queue', ...listed }
}

function partsOf(place: Place): string[] {
  switch (place.page) {
    case 'set-up': return [`setup=${place.token}`]
    case 'invitation': return [`invite=${place.fragment}`]
    case 'members': return ['members']
    case 'recovery': return ['recovery']
    case 'access': return ['access']
    case 'audit': return ['audit']
    case 'lost': return ['lost']
    case 'teams': return ['teams']
    case 'lines': return ['lines']
    case 'prompts': return ['prompts']
    case 'rehearsal': return ['rehearsal']
    case 'office': return ['office']
    case 'identities': return ['identities']
    case 'appraisals': return ['appraisals']
    case 'appraisal': return [`appraisal=${place.id}`]
    case 'cases': return ['cases']
    case 'case': return [`case=${place.id}`]
    case 'clocks': return ['clocks']
    case 'retention': return ['retention']
    case 'templates': return ['templates']
    case 'notices': return ['notices']
    case 'away': return ['away']
    case 'enter': return ['enter']
    case 'call': return ['call']
    case 'queue': return ['queue', ...listedParts(place)]
    case 'report': return [`report=${place.id}`, ...listedParts(place)]
  }
}

const MARK = /^[A-Za-z0-9_-]{16}$/
const CHANNEL = /^[a-z0-9-]{1,64}$/

/** By what a list can be narrowed, what may stand for it in an address. */
const CHOICES: Readonly<Record<keyof Narrowing, readonly string[] | RegExp | ((text: string) => boolean)>> = {
  view: VIEWS, label: MARK, severity: [...SEVERITIES, NONE], assigned: /^(?:none|[A-Za-z0-9_-]{43})$/, channel: CHANNEL, team: CHANNEL, came: COMINGS, due: DUES,
  urgent: YES_NO, unread: YES_NO, from: isDay, until: isDay, language: LANGUAGES, series: YES_NO, case: YES_NO,
}

function isChoice(name: keyof Narrowing, text: string): boolean {
  const choice = CHOICES[name]
  return choice instanceof RegExp ? choice.test(text) : typeof choice === 'function' ? choice(text) : choice.includes(text)
}

/** `case` is a page of its own. */
const ADDRESS_NAMES: Partial<Record<keyof Narrowing, string>> = { case: 'in-case' }

function listedIn(members: ReadonlyMap<string, string>): Listed {
  const state = STATES.find((each) => each === members.get('state')) ?? null
  const narrowed = Object.fromEntries(FILTER_NAMES.flatMap((name) => {
    const text = name === 'state' ? undefined : members.get(ADDRESS_NAMES[name] ?? name)
    return name === 'state' || text === undefined || !isChoice(name, text) ? [] : [[name, text]]
  })) as Narrowing
  return { state, ...(Object.keys(narrowed).length === 0 ? {} : { narrowed }) }
}

function listedParts({ state, narrowed = {} }: Listed): string[] {
  return [...(state === null ? [] : [`state=${state}`]), ...Object.entries(narrowed).map(([name, value]) => `${ADDRESS_NAMES[name as keyof Narrowing] ?? name}=${value}`)]
}
