import { base64url, fromBase64url, type Bytes } from '#base/bytes.ts'
import { addDays, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import { bytesOf } from '#clients/transport/api.ts'
import { disclosureRole, foldDisclosure, isOver, type Disclosure, type DisclosureState } from '#domain/disclosure.ts'
import { identityLockOf, type IdentityLock } from '#domain/identity-teams.ts'
import { ruleOf } from '#domain/kinds.ts'
import { openOuter, openPerson } from '#sealing/open/identity.ts'
import type { ReadableEntry } from '#sealing/open/log.ts'
import { checkChain } from '#sealing/proof/chain.ts'
import { identityCommitment } from '#sealing/proof/identity.ts'
import { sealEntry, type EntryContent } from '#sealing/seal/entry.ts'
import { sealPerson } from '#sealing/seal/identity.ts'
import type { IdentityPlace, Person } from '#sealing/sealed/identity.ts'
import type { Header } from '#sealing/sealed/header.ts'
import { decodeDisclosures, type DisclosureEntry } from '#wire/disclosures.ts'
import { ATTEMPTS_MAX, isStale, sendReady } from './append.ts'
import { checkNotice } from './identity-notice.ts'
import type { HeldLog } from './held-log.ts'
import { fetchLog } from './office-log.ts'
import { openFetched, openReportLog } from './report-logs.ts'
import type { Session } from './session.ts'

/** A request for an identity as a list shows it: told from signed headers, without any words. */
export interface DisclosureLine extends Omit<Disclosure, 'state'> {
  readonly id: string
  readonly state: DisclosureState | 'over'
  /** What the caller is in it; null for a custodian or approver of other teams than its own. */
  readonly part: 'requester' | IdentityLock | null
  /** What waits for the caller. */
  readonly next: 'approve' | 'open' | 'read' | null
}

/** The request as its three readers see it. */
export interface DisclosureView extends DisclosureLine {
  readonly report: string
  readonly reason: string
  readonly basis: string
  readonly days: number
  /** When the server kept the notice to the reporter: proved. */
  readonly notice: { readonly day: Day }
  readonly refusal: string | null
}

/**
 * Every request that the caller made or decides about, newest first; those that are over as well.
 * @throws Refusal `forged-history` if the server shows one whose authors could not have written it
 */
export async function listDisclosures(session: Session): Promise<readonly DisclosureLine[]> {
  const requests: (readonly DisclosureEntry[])[] = []
  for (let after: string | null = ''; after !== null;) {
    const query = after === '' ? {} : { after }
    const page = decodeDisclosures(await bytesOf(await session.api.call({ route: 'list-disclosures', parameters: { office: session.id }, query })))
    requests.push(...page.requests)
    after = page.next
  }
  return Promise.all(requests.map((entries) => lineOf(session, entries)))
}

async function lineOf(session: Session, entries: readonly DisclosureEntry[]): Promise<DisclosureLine> {
  const bare = entries.map((entry) => ({ ...entry, body: new Uint8Array(0) }))
  const headers = (await checkChain(bare, 0, { emptied: true })).map(({ header }) => header)
  if (headers.some(({ seen }) => !session.officeLog().at.has(seen ?? ''))) await session.refresh()
  for (const header of headers) {
    const office = session.officeLog().at.get(header.seen ?? '')
    const role = office === undefined ? null : disclosureRole(office, header)
    if (header.office !== session.id || role === null || !ruleOf(header.kind).authors.includes(role)) throw new Refusal('forged-history', { seq: header.seq })
  }
  return told(session, headers)
}

function told(session: Session, headers: readonly Header[]): DisclosureLine {
  const disclosure = foldDisclosure(headers)
  const me = session.unlocked().signing.publicId
  const lock = identityLockOf(session.officeLog().fold, me)
  const part = disclosure.requester === me ? 'requester' : lock
  const over = isOver(disclosure, session.today())
  return { ...disclosure, id: headers[0]?.log ?? '', part, state: over ? 'over' : disclosure.state, next: over ? null : nextOf(disclosure, part, me) }
}

function nextOf({ state, decisions }: Disclosure, part: DisclosureLine['part'], me: string): DisclosureLine['next'] {
  if (part === 'requester') return state === 'opened' ? 'read' : null
  if (decisions.some(({ author }) => author === me)) return null
  if (part === 'approver' && state === 'asked') return 'approve'
  return part === 'custodian' && state === 'approved' ? 'open' : null
}

interface Opened {
  readonly held: HeldLog
  readonly view: DisclosureView
  readonly request: Extract<ReadableEntry, { kind: 'disclosure' }>['body']
}

/** @throws Refusal `no-such-log`; `bad-commitment` for a request of which the reporter was not told; `forged-history`, `malformed` */
export async function readDisclosure(session: Session, id: string): Promise<DisclosureView> {
  return (await open(session, id)).view
}

async function open(session: Session, id: string): Promise<Opened> {
  const held = await openFetched(session, await fetchLog(session.api, id))
  const [first] = held.log.entries
  if (held.log.kind !== 'disclosure' || held.log.log !== id) throw new Refusal('forged-history')
  if (first?.kind !== 'disclosure') throw new Refusal('malformed', { member: 'disclosure' })
  const { report, reason, basis, days, notice } = first.body
  const day = await checkNotice(session, notice, { report, requester: first.author })
  const refused = held.log.entries.find(({ kind }) => kind === 'disclosure-refused')
  const refusal = refused?.kind === 'disclosure-refused' ? refused.body.reason : null
  const view = { ...told(session, held.log.entries.map(({ header }) => header)), report, reason, basis, days, notice: { day }, refusal }
  return { held, view, request: first.body }
}

/** An approver takes the outer lock off. @throws Refusal `foreign-key` if none of the caller's keys does; `bad-commitment` for an envelope of another report */
export async function approveDisclosure(session: Session, id: string): Promise<DisclosureView> {
  return decide(session, id, async ({ request }) => {
    const inner = await withTeamKeys(session, 'approver', (key) => openOuter(key, bytesIn(request.envelope), placeOf(session, request.report)))
    return { content: { kind: 'disclosure-approved', body: { inner: base64url(inner) } } }
  })
}

/** An approver or a custodian says no. @throws Refusal `empty-text`, `bad-text`, `too-large` */
export async function refuseDisclosure(session: Session, id: string, reason: string): Promise<DisclosureView> {
  const clean = requiredText(reason)
  return decide(session, id, async () => ({ content: { kind: 'disclosure-refused', body: { reason: clean } } }))
}

/**
 * A custodian takes the inner lock off, and seals what lies there to the requester alone, for the days that were asked for.
 * @throws Refusal `foreign-key`, `bad-commitment`; `not-allowed` if the requester handles reports no longer
 */
export async function openIdentity(session: Session, id: string): Promise<DisclosureView> {
  return decide(session, id, async ({ held, request, view }) => {
    const approved = held.log.entries.find(({ kind }) => kind === 'disclosure-approved')
    const requester = session.officeLog().fold.members.get(view.requester)
    if (approved?.kind !== 'disclosure-approved' || requester?.active !== true) throw new Refusal('not-allowed')
    const person = await withTeamKeys(session, 'custodian', (key) => openPerson(key, bytesIn(approved.body.inner), placeOf(session, request.report)))
    const identity = base64url(await sealPerson(requester.recipient, person))
    return { content: { kind: 'disclosure-opened', body: { identity } }, expires: addDays(session.today(), Math.min(request.days, LIMITS.disclosureDaysMax)) }
  })
}

/**
 * Who the reporter is, for the requester: what a custodian sealed on, and only if it is what the reporter signed.
 * @throws Refusal `no-identity` while it is not opened; `bad-commitment` if it is another than the reporter's
 */
export async function readIdentity(session: Session, id: string): Promise<Person> {
  const { held, request } = await open(session, id)
  const opened = held.log.entries.find(({ kind }) => kind === 'disclosure-opened')
  if (opened?.kind !== 'disclosure-opened') throw new Refusal('no-identity')
  const person = await openPerson(session.unlocked().secrets.identity, bytesIn(opened.body.identity), placeOf(session, request.report))
  const { log } = await openReportLog(session, request.report)
  const signed = log.entries.some((entry) => entry.author === log.entries[0]?.author && (entry.kind === 'report' || entry.kind === 'message')
    && entry.body.identity?.envelope === request.envelope && entry.body.identity.commitment === identityCommitment(person))
  if (!signed) throw new Refusal('bad-commitment')
  return { name: person.name, contact: person.contact }
}

interface Decision {
  readonly content: EntryContent
  readonly expires?: Day
}

async function decide(session: Session, id: string, make: (opened: Opened) => Promise<Decision>): Promise<DisclosureView> {
  const tried = new Set<string>()
  for (let attempt = 1; ; attempt++) {
    const opened = await open(session, id)
    const { held: { log, key } } = opened
    if (log.entries.some(({ hash }) => tried.has(hash))) return opened.view
    const end = { office: session.id, log: id, generation: key.generation, length: log.length, head: log.head }
    const ready = await sealEntry(end, key, { authored: session.authored(), ...await make(opened) })
    // What would not be believed is not sent.
    foldDisclosure([...log.entries.map(({ header }) => header), ready.header])
    tried.add(ready.hash)
    try {
      await sendReady(session, id, ready)
    } catch (error) {
      if (!isStale(error) || attempt === ATTEMPTS_MAX) throw error
      await session.refresh()
    }
  }
}

/** Envelopes are sealed to the epoch of their day, and a member has the keys of all epochs. */
async function withTeamKeys<T>(session: Session, lock: IdentityLock, use: (key: Parameters<typeof openOuter>[0]) => Promise<T>): Promise<T> {
  const { fold, teams } = session.officeLog()
  for (const [epoch, key] of teams) {
    if (fold.identityTeams.get(epoch.split(':')[0] ?? '') !== lock) continue
    try {
      return await use(key)
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'foreign-key')) throw error
    }
  }
  throw new Refusal('foreign-key')
}

function placeOf(session: Session, report: string): IdentityPlace {
  return { office: session.id, report }
}

function bytesIn(text: string): Bytes {
  const bytes = fromBase64url(text)
  if (bytes === null) throw new Refusal('malformed', { member: 'identity' })
  return bytes
}
