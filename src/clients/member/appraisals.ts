import { Refusal, type RefusalCode } from '#base/refusal.ts'
import type { Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { requiredText } from '#base/text.ts'
import { jsonOf } from '#clients/transport/api.ts'
import { answers, foldAppraisal, hasEnded, mayFollow, readAppraisal as readWords, type Appraisal, type AppraisalEntry, type AppraisalStep, type AppraisalWords } from '#domain/appraisal.ts'
import type { Finding, Verdict } from '#domain/bodies.ts'
import type { RekeyReason } from '#domain/reasons.ts'
import { isExpert } from '#domain/experts.ts'
import { belongsTo, ENTRY_KINDS, isKeying, ruleOf, type EntryKind } from '#domain/kinds.ts'
import { isExpertRole } from '#domain/roles.ts'
import { sealEntry, type EntryContent } from '#sealing/seal/entry.ts'
import { memberReader } from '#sealing/sealed/entry.ts'
import { logList } from '#wire/messages.ts'
import { parse } from '#wire/parse.ts'
import { ATTEMPTS_MAX, isStale, sendReady } from './append.ts'
import { mayBegin } from './authors.ts'
import type { HeldLog } from './held-log.ts'
import { settleQuestion, type Question } from './keying.ts'
import { forgetKeys } from './log-keys.ts'
import { fetchLog, type Fetched } from './office-log.ts'
import { isOfOneLog, openFetched, openReportLog, readersEver, remember, seenOf } from './report-logs.ts'
import type { Session } from './session.ts'

/** A question to an outside expert, as its readers see it. @see docs/decisions/0020-appraisal.md */
export interface AppraisalView extends Appraisal {
  readonly id: string
  /** The report that it is about. An expert knows nothing of it but this. */
  readonly report: string
  readonly part: 'office' | 'expert'
  /** Null where what was asked does not open, or was asked of somebody else than whom it was given to. */
  readonly asked: AppraisalWords | null
  /** Who did what when, in the order of the log: what `asked` tells is found here by its hash. */
  readonly steps: readonly (AppraisalStep & { readonly hash: string })[]
  /** The kinds that the caller may write next. */
  readonly next: readonly EntryKind[]
}

/** One of a list: opened, or why what the server shows of it is not believed. */
export type AppraisalLine = { readonly id: string } & ({ readonly view: AppraisalView } | { readonly view: null; readonly broken: RefusalCode })

/** What a log, and not the way to it, is to blame for. */
const BREAKS: ReadonlySet<RefusalCode> = new Set(['forged-history', 'bad-chain', 'bad-signature', 'bad-commitment', 'foreign-key', 'malformed', 'not-canonical', 'unknown-kind'])

const KINDS = (Object.keys(ENTRY_KINDS) as EntryKind[]).filter((kind) => belongsTo(kind, 'appraisal') && !isKeying(kind))

/**
 * Every appraisal that the caller reads, newest first: of one report, or of all.
 * @throws Refusal `forged-history` if the server shows one whose authors could not have written it
 */
export async function listAppraisals(session: Session, report?: string): Promise<readonly AppraisalView[]> {
  return (await openAppraisals(session, report)).map(({ view }) => view)
}

/** The same with their logs, for what hands the signed entries on. @throws as `listAppraisals` */
export async function openAppraisals(session: Session, report?: string): Promise<readonly OpenedAppraisal[]> {
  const opened: OpenedAppraisal[] = []
  for await (const line of opening(session, report)) {
    if ('broken' in line) throw new Refusal(line.broken)
    opened.push(line)
  }
  return opened
}

/** As `listAppraisals`, for somebody who looks: one whose chain does not hold hides no other, and is not left out. */
export async function surveyAppraisals(session: Session, report?: string): Promise<readonly AppraisalLine[]> {
  const lines: AppraisalLine[] = []
  for await (const line of opening(session, report)) lines.push('broken' in line ? { ...line, view: null } : { id: line.view.id, view: line.view })
  return lines
}

/** Each in turn, or why it is not believed; without those that were erased, or that the caller was left out of, while the list was made. */
async function* opening(session: Session, report?: string): AsyncGenerator<OpenedAppraisal | { readonly id: string; readonly broken: RefusalCode }> {
  const known: KnownReaders = new Map()
  for (const id of await appraisalIds(session, report)) {
    try {
      const opened = await openAppraisal(session, id, known)
      yield report === undefined || opened.view.report === report ? opened : { id, broken: 'forged-history' }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code === 'no-such-log') continue
      if (!BREAKS.has(error.code)) throw error
      yield { id, broken: error.code }
    }
  }
}

/** What the server lists, newest first: nothing of it is believed yet. */
export async function appraisalIds(session: Session, report?: string): Promise<readonly string[]> {
  const ids: string[] = []
  for (let after: string | null = ''; after !== null;) {
    const query = { ...(report === undefined ? {} : { about: report }), ...(after === '' ? {} : { after }) }
    const page: { readonly logs: readonly string[]; readonly next: string | null } = parse(logList, await jsonOf(await session.api.call({ route: 'list-appraisals', parameters: { office: session.id }, query })))
    ids.push(...page.logs)
    after = page.next
  }
  return ids
}

/** @throws Refusal `no-such-log`, `forged-history` */
export async function readAppraisal(session: Session, id: string): Promise<AppraisalView> {
  return (await openAppraisal(session, id)).view
}

export interface OpenedAppraisal extends Question {
  readonly view: AppraisalView
}

/** Who reads a report, and who was ever given a key of it, for as long as a list is made. */
type KnownReaders = Map<string, { readonly readers: readonly string[]; readonly ever: readonly string[] }>

async function openAppraisal(session: Session, id: string, known: KnownReaders = new Map()): Promise<OpenedAppraisal> {
  const before = seenOf(session, `appraisal:${id}`)
  const held = await openFetched(session, await fetchAppraisal(session, id))
  const { log } = held
  const header = log.entries[0]?.header
  if (log.kind !== 'appraisal' || log.log !== id || header?.about === undefined) throw new Refusal('forged-history')
  const part = isExpert(session.officeLog().fold, session.me.signKey) ? 'expert' : 'office'
  const reads = part === 'office' ? known.get(header.about) ?? await readersOf(session, header.about) : null
  if (reads !== null) known.set(header.about, reads)
  // Somebody else than a reader of the report would have chosen the key under which its readers write.
  if (reads !== null && !mayBegin(session, header, reads.ever)) throw new Refusal('forged-history', { seq: 0 })
  const appraisal = folded(log.entries.map((entry) => entry.header))
  const asked = wordsOf(session, held)
  // An opinion that was seen is not taken away again.
  remember(session, before, log)
  const mine = (kind: EntryKind): boolean => (ruleOf(kind).authors as readonly string[]).includes(part === 'expert' ? 'expert' : 'handler')
  const next = asked === null ? [] : KINDS.filter((kind) => mine(kind) && mayFollow(appraisal, kind))
  const steps = log.entries.map(({ hash, header: { kind, author, day } }) => ({ kind, author, day, hash }))
  return { held, reads, expert: asked?.expert ?? null, hasEnded: hasEnded(appraisal.state), view: { ...appraisal, id, report: header.about, part, asked, steps, next } }
}

async function readersOf(session: Session, report: string): Promise<{ readonly readers: readonly string[]; readonly ever: readonly string[] }> {
  const held = await openReportLog(session, report)
  return { readers: held.readers, ever: readersEver(held) }
}

/**
 * Gives it to those who read its report now, and to nobody else but its expert.
 * @returns whether anything was written.
 * @throws Refusal as `readAppraisal`
 */
export async function settleAppraisal(session: Session, id: string, reason: RekeyReason): Promise<boolean> {
  return (await settled(session, id, reason)).written > 0
}

function settled(session: Session, id: string, reason: RekeyReason): Promise<{ readonly question: OpenedAppraisal; readonly written: number }> {
  return settleQuestion(session, () => openAppraisal(session, id), reason)
}

/** All those of a report. One that does not hold keeps none of the others from it; the server serves it to nobody who does not read the report. */
export async function settleAppraisals(session: Session, report: string, reason: RekeyReason): Promise<void> {
  for (const id of await appraisalIds(session, report)) {
    try {
      await settleAppraisal(session, id, reason)
    } catch (error) {
      if (!isOfOneLog(error)) throw error
    }
  }
}

/** What the server no longer has for this member, this device keeps no key to. */
async function fetchAppraisal(session: Session, id: string): Promise<Fetched> {
  try {
    return await fetchLog(session.api, id)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'no-such-log') forgetKeys(session, id)
    throw error
  }
}

/** @throws Refusal `forged-history` for what may not follow: no server of ours keeps it */
function folded(steps: Parameters<typeof foldAppraisal>[0]): Appraisal {
  try {
    return foldAppraisal(steps)
  } catch (error) {
    throw error instanceof Refusal ? new Refusal('forged-history') : error
  }
}

/** One question that does not open, or goes to another expert or to one more than it says, must not hide the others. */
function wordsOf(session: Session, held: HeldLog): AppraisalWords | null {
  const { members } = session.officeLog().fold
  const { entries } = held.log
  const [first] = entries
  // In every generation: an expert who left is in none any more, and nobody else may be in one.
  const experts = [...new Set(readersEver(held))].filter((reader) => isExpertRole(members.get(reader.slice('member:'.length))?.roles ?? []))
  if (first?.kind !== 'appraisal' || experts.join() !== memberReader(first.body.expert)) return null
  return readWords(entries as readonly AppraisalEntry[])
}

/** The expert takes it on, and declares what stands between them and the matter, or that nothing does. @throws Refusal `empty-text`, `transition-not-allowed`, `not-allowed` */
export function acceptAppraisal(session: Session, id: string, independence: string): Promise<AppraisalView> {
  const body = { independence: requiredText(independence) }
  return say(session, id, () => ({ kind: 'appraisal-accepted', body }))
}

/** @throws Refusal as `acceptAppraisal` */
export function declineAppraisal(session: Session, id: string, reason: string): Promise<AppraisalView> {
  const body = { reason: requiredText(reason) }
  return say(session, id, () => ({ kind: 'appraisal-declined', body }))
}

/** What either side asks or says besides. @throws Refusal as `acceptAppraisal` */
export function writeWord(session: Session, id: string, text: string): Promise<AppraisalView> {
  const body = { text: requiredText(text) }
  return say(session, id, () => ({ kind: 'appraisal-word', body }))
}

/** The findings of an item, by its number in the question. */
export interface FindingOrder extends Omit<Finding, 'exhibit'> {
  readonly number: number
}

/**
 * The expert's opinion, signed: of every item asked, or where there is one already, what is added to some of them. It is never taken back.
 * @throws Refusal `opinion-incomplete`, `no-such-exhibit`, and as `acceptAppraisal`
 */
export function giveOpinion(session: Session, id: string, findings: readonly FindingOrder[]): Promise<AppraisalView> {
  const words = findings.map(({ number, finding, scale, method, reasons }) => (
    { number, finding: requiredText(finding), scale: requiredText(scale, LIMITS.nameCharactersMax).trim(), method: requiredText(method), reasons: requiredText(reasons) }))
  return say(session, id, (asked) => {
    const supplements = asked.opinions.some(({ breaks }) => breaks.length === 0)
    const told = words.map(({ number, ...rest }) => {
      const item = asked.items.find((each) => each.number === number)
      if (item === undefined) throw new Refusal('no-such-exhibit')
      return { exhibit: item.exhibit, ...rest }
    })
    if (!answers(asked, told, supplements)) throw new Refusal('opinion-incomplete')
    return { kind: 'opinion', body: { findings: told } }
  })
}

export interface ReviewOrder {
  /** The opinion's hash; by default the latest that holds. */
  readonly opinion?: string
  readonly verdict: Verdict
  /** An objection has one. */
  readonly reason: string
}

/** What the office says of an opinion. @throws Refusal `empty-text` for an objection without a reason, `transition-not-allowed` */
export function reviewOpinion(session: Session, id: string, { opinion, verdict, reason }: ReviewOrder): Promise<AppraisalView> {
  const words = verdict === 'objected' || reason.trim() !== '' ? requiredText(reason) : ''
  return say(session, id, ({ opinions }) => {
    const of = opinion === undefined ? opinions.findLast(({ breaks }) => breaks.length === 0) : opinions.find(({ hash }) => hash === opinion)
    if (of === undefined) throw new Refusal('transition-not-allowed')
    return { kind: 'appraisal-review', body: { opinion: of.hash, verdict, reason: words } }
  })
}

/** Nothing follows it. @throws Refusal `transition-not-allowed` */
export function closeAppraisal(session: Session, id: string, reason = ''): Promise<AppraisalView> {
  const body = { reason: reason.trim() === '' ? '' : requiredText(reason) }
  return say(session, id, () => ({ kind: 'appraisal-closed', body }))
}

type Said = Extract<EntryContent, { readonly kind: 'appraisal-accepted' | 'appraisal-declined' | 'appraisal-word' | 'opinion' | 'appraisal-review' | 'appraisal-closed' }>

async function say(session: Session, id: string, make: (asked: AppraisalWords) => Said): Promise<AppraisalView> {
  const tried = new Set<string>()
  for (let attempt = 1; ; attempt++) {
    const { question: { held: { log, key }, view } } = await settled(session, id, 'readers-changed')
    if (log.entries.some(({ hash }) => tried.has(hash))) return view
    if (view.asked === null) throw new Refusal('malformed', { member: 'appraisal' })
    if (view.part === 'expert' && view.asked.expert !== session.me.signKey) throw new Refusal('not-allowed')
    const content = make(view.asked)
    const end = { office: session.id, log: id, generation: key.generation, length: log.length, head: log.head }
    const ready = await sealEntry(end, key, { authored: session.authored(), content })
    // What would not be believed is not sent.
    foldAppraisal([...log.entries.map(({ header }) => header), ready.header])
    if (!view.next.includes(content.kind)) throw new Refusal('not-allowed')
    tried.add(ready.hash)
    try {
      await sendReady(session, id, ready)
      return await readAppraisal(session, id)
    } catch (error) {
      if (!isStale(error) || attempt === ATTEMPTS_MAX) throw error
      await session.refresh()
    }
  }
}

/** What is asked: so many exhibits of a report, by their numbers, and until when. */
export interface AppraisalOrder {
  readonly exhibits: readonly number[]
  readonly expert: string
  readonly questions: string
  readonly due: Day
  /** The appraisal that is to be looked at again, by another expert. */
  readonly again?: string
}
