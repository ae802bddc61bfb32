import * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import { Refusal, type RefusalCode } from '#base/refusal.ts'
import { nameText, requiredText } from '#base/text.ts'
import type { RekeyReason } from '#domain/reasons.ts'
import { caseDeed, type AllegationCategory, type CaseDeed, type CaseState, type Disposition, type Excuse } from '#domain/cases/bodies.ts'
import type { CaseEntry, DeedBreak, DeedEffect } from '#domain/cases/case.ts'
import { foldCase } from '#domain/cases/fold.ts'
import { heldBy, missingFor } from '#domain/cases/steps.ts'
import { sealEntry } from '#sealing/seal/entry.ts'
import { ATTEMPTS_MAX, isStale, sendReady } from './append.ts'
import { openCase, recusedFrom, standingOf, viewOf, type CaseView, type OpenedCase } from './cases.ts'
import { settleOne } from './keying.ts'
import { presentReaders, readersWithout } from './readers.ts'
import { withoutRecused } from './recusals.ts'
import { write } from './report.ts'
import { isOfOneLog } from './report-logs.ts'
import type { Session } from './session.ts'

/**
 * The first device of a colleague that opens a case after somebody declared a conflict of interest in a report of it gives it a key without them. One that cannot shows
 * what is there.
 * @throws Refusal `no-such-log`, `forged-history` and what `openLog` refuses
 */
export async function readCase(session: Session, id: string): Promise<CaseView> {
  const opened = await openCase(session, id)
  const view = await viewOf(session, opened)
  const recused = recusedFrom(opened)
  if (!view.members.some((signKey) => recused.includes(signKey))) return view
  try {
    return await viewOf(session, await settle(session, id, { reason: 'left-out' }))
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'session-ended') return view
    throw error
  }
}

/** @throws Refusal `empty-text`, `bad-text`, `too-large` as every deed does */
export function noteInCase(session: Session, id: string, text: string): Promise<CaseView> {
  return act(session, id, { deed: { act: 'note', text: requiredText(text) } })
}

export function titleCase(session: Session, id: string, title: string): Promise<CaseView> {
  return act(session, id, { deed: { act: 'titled', title: nameText(title, LIMITS.titleCharactersMax) } })
}

/** @throws Refusal `not-a-reader` for somebody who does not read the case */
export function leadCase(session: Session, id: string, lead: string): Promise<CaseView> {
  return act(session, id, {
    deed: { act: 'led', lead },
    async check(opened) {
      if (!(await viewOf(session, opened)).members.includes(lead)) throw new Refusal('not-a-reader')
    },
  })
}

/** What is to be done next; empty for nothing. */
export function planCase(session: Session, id: string, plan: string): Promise<CaseView> {
  return act(session, id, { deed: { act: 'planned', plan: plan.trim() === '' ? '' : requiredText(plan).trim() } })
}

export interface AllegationOrder {
  readonly category: AllegationCategory
  readonly text: string
  /** EDTF, or empty. */
  readonly period: string
}

/** @throws Refusal `malformed` for a time that is none */
export function allege(session: Session, id: string, { category, text, period }: AllegationOrder): Promise<CaseView> {
  return act(session, id, { deed: { act: 'alleged', category, text: requiredText(text).trim(), period: period.trim() } })
}

/** @throws Refusal `no-such-allegation`, `malformed` */
export function changeAllegation(session: Session, id: string, { allegation, category, text, period }: AllegationOrder & { readonly allegation: string }): Promise<CaseView> {
  return act(session, id, { deed: { act: 'changed', allegation, category, text: requiredText(text).trim(), period: period.trim() } })
}

/** That it was abusive counts once a second person agrees. @throws Refusal `no-such-allegation` */
export function dispose(session: Session, id: string, { allegation, disposition, reason }: { readonly allegation: string; readonly disposition: Disposition; readonly reason: string }): Promise<CaseView> {
  return act(session, id, { deed: { act: 'disposed', allegation, disposition, reason: requiredText(reason).trim() } })
}

/** Why the case may close although a report of it has no answer, or stays on hold. */
export function excuse(session: Session, id: string, { report, excuse: what, reason }: { readonly report: string; readonly excuse: Excuse; readonly reason: string }): Promise<CaseView> {
  return act(session, id, { deed: { act: 'excused', report, excuse: what, reason: requiredText(reason).trim() } })
}

/** That it is closed counts once a second person agrees. @throws Refusal `transition-not-allowed`, `case-incomplete` */
export function moveCase(session: Session, id: string, { state, reason }: { readonly state: CaseState; readonly reason: string }): Promise<CaseView> {
  return act(session, id, { deed: { act: 'moved', state, reason: requiredText(reason).trim() }, check: (opened) => checkComplete(session, opened, state) })
}

/** @param deed - hash of what waits. @throws Refusal `second-person`, `transition-not-allowed` where nothing waits, `case-incomplete` */
export function agree(session: Session, id: string, deed: string): Promise<CaseView> {
  return act(session, id, {
    deed: { act: 'agreed', deed },
    check(opened) {
      if (opened.now.waiting.some(({ hash, act: what }) => hash === deed && what === 'moved')) checkComplete(session, opened, 'closed')
    },
  })
}

/** By whoever asked it takes the question back. */
export function objectTo(session: Session, id: string, { deed, reason }: { readonly deed: string; readonly reason: string }): Promise<CaseView> {
  return act(session, id, { deed: { act: 'objected', deed, reason: requiredText(reason).trim() } })
}

/** A transition that does not exist is told as such. */
function checkComplete(session: Session, { now, around }: OpenedCase, state: CaseState): void {
  const missing = missingFor(now, state, { reports: around, hasRetention: session.officeLog().fold.retention.settledDays !== null })
  if (now.state !== state && missing.length > 0) throw new Refusal('case-incomplete', { missing: [...new Set(missing.map(({ what }) => what))].join(' ') })
}

/** Gives one more member the case, from its beginning on. @throws Refusal `not-allowed`; nothing happens for one who declared a conflict of interest in a report of it */
export async function giveCase(session: Session, id: string, signKey: string): Promise<CaseView> {
  const opened = await settle(session, id, { wanted: ({ held }) => [...presentReaders(session, held.readers), `member:${signKey}`] })
  return viewOf(session, opened)
}

/** Leaves a member out of everything that comes. @throws Refusal `not-allowed` if the caller, or nobody, would be left */
export async function leaveOutOfCase(session: Session, id: string, signKey: string): Promise<CaseView> {
  const opened = await settle(session, id, { wanted: ({ held }) => readersWithout(session, held.readers, `member:${signKey}`), reason: 'left-out' })
  return viewOf(session, opened)
}

interface Settling {
  /** Who is to read it; by default whoever does and may. */
  readonly wanted?: (opened: OpenedCase) => readonly string[]
  readonly reason?: RekeyReason
  /** Signing keys of members who are not to be in it, beside those who declared a conflict of interest in one of its reports. */
  readonly besides?: readonly string[]
}

/** Whoever declared a conflict of interest in a report of a case is in no key of it that is made from now on. */
export function settle(session: Session, id: string, { wanted = ({ held }) => presentReaders(session, held.readers), reason = 'readers-changed', besides = [] }: Settling = {}): Promise<OpenedCase> {
  return settleOne(session, () => openCase(session, id), {
    wanted: (opened) => [...new Set(withoutRecused(session, wanted(opened), [...recusedFrom(opened), ...besides]))], reason,
  })
}

/** @returns whether somebody read it who should not, or lacked its key. @throws Refusal as `settle` does */
export async function renewCase(session: Session, id: string): Promise<boolean> {
  const { held } = await openCase(session, id)
  const settled = await settle(session, id)
  return settled.held.log.length > held.log.length
}

/** One deed, and what follows from it for the reports: each says in its desk log whether it is in the open case. */
async function act(session: Session, id: string, { deed, check }: { readonly deed: CaseDeed; readonly check?: (opened: OpenedCase) => void | Promise<void> }): Promise<CaseView> {
  const opened = await append(session, id, {
    async make(before) {
      await check?.(before)
      return deed
    },
  })
  return viewOf(session, await tellReports(session, opened))
}

const REFUSALS: Readonly<Record<DeedBreak, RefusalCode>> = {
  'ended': 'transition-not-allowed', 'not-here': 'no-such-allegation', 'transition': 'transition-not-allowed', 'incomplete': 'case-incomplete',
  'second-person': 'second-person', 'nothing-asked': 'transition-not-allowed', 'unreadable': 'malformed',
}

export interface Appending {
  /** Null where everything is so already. */
  readonly make: (opened: OpenedCase) => CaseDeed | null | Promise<CaseDeed | null>
  /** Signing keys of members from whom the key is kept before the deed is written. */
  readonly besides?: readonly string[]
}

/**
 * Signs a deed behind the last one, anew where somebody was first: what both say is kept.
 * @throws Refusal for a deed that would count for nothing; none is sent
 */
export async function append(session: Session, id: string, { make, besides = [] }: Appending): Promise<OpenedCase> {
  const tried = new Set<string>()
  for (let attempt = 1; ; attempt++) {
    const opened = await settle(session, id, { besides })
    const { log, key } = opened.held
    if (log.entries.some(({ hash }) => tried.has(hash))) return opened
    const deed = await make(opened)
    if (deed === null) return opened
    if (!v.safeParse(caseDeed, deed).success) throw new Refusal('malformed')
    const end = { office: session.id, log: id, generation: key.generation, length: log.length, head: log.head }
    const ready = await sealEntry(end, key, { authored: session.authored(), content: { kind: 'case-deed', body: deed } })
    checkCounts(opened, { kind: 'case-deed', hash: ready.hash, author: ready.header.author, day: ready.header.day, body: deed })
    tried.add(ready.hash)
    try {
      await sendReady(session, id, ready)
      return await openCase(session, id)
    } catch (error) {
      if (!isStale(error) || attempt === ATTEMPTS_MAX) throw error
      await session.refresh()
    }
  }
}

/** What would count for nothing is not sent. Of other cases nothing is needed for it. */
function checkCounts({ held, now }: OpenedCase, entry: Extract<CaseEntry, { readonly kind: 'case-deed' }>): void {
  const effect: DeedEffect | undefined = foldCase([...held.log.entries as readonly CaseEntry[], entry]).lines.at(-1)?.effect
  if (effect === 'not-here' && 'report' in entry.body) throw new Refusal('no-such-log')
  if (effect !== undefined && effect in REFUSALS) throw new Refusal(REFUSALS[effect as DeedBreak], { state: now.state })
}

/**
 * The desk logs of its reports say which open cases they are in, so that no colleague erases one, also one who does not read the case. Where this device cannot,
 * the next deed of somebody who can makes up for it.
 */
export async function tellReports(session: Session, opened: OpenedCase): Promise<OpenedCase> {
  const { id, now, around } = opened
  const held = heldBy(now)
  const named = new Set([...around.keys(), ...now.lines.flatMap(({ deed }) => (deed?.act === 'left' ? [deed.report] : []))])
  for (const report of named) {
    const isIn = held.includes(report)
    const standing = around.has(report) ? around.get(report) : await standingOf(session, report)
    if (standing === null || standing === undefined || standing.cases.includes(id) === isIn) continue
    try {
      await tellReport(session, report, isIn ? { joins: [id] } : { leaves: [id] })
    } catch (error) {
      if (!isOfOneLog(error)) throw error
    }
  }
  return opened
}

async function tellReport(session: Session, report: string, change: { readonly joins?: string[]; readonly leaves?: string[] }): Promise<void> {
  await write(session, { id: report, what: ['case', change] }, ({ report: { log }, desk }) => ({ to: desk, content: { kind: 'triage', body: { ...change, reportHead: log.head } }, merge: true }))
}
