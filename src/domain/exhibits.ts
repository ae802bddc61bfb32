import { addDays, type Day } from '#base/day.ts'
import { fileName } from '#base/file-name.ts'
import type { Attachment, Bodies, CustodyAction, CustodyAnswer, Custodian, EXHIBIT_KINDS, Recording, Transform } from './bodies.ts'
import type { DeskEntry, ReportEntry } from './conversation.ts'
import type { EntryKind } from './kinds.ts'

/** Why a chain of custody does not hold. An exhibit with any of these is not produced. */
export const CUSTODY_BREAKS = [
  'unreadable', 'not-behind', 'not-the-holder', 'ended', 'earlier', 'later', 'bytes-differ', 'no-source', 'source-differs', 'no-parent', 'recording-gap',
  'no-handing', 'denied',
] as const
export type CustodyBreak = (typeof CUSTODY_BREAKS)[number]

/** How it stands with a link by which a member got it from somebody else's hand: nobody said so yet, the member signed for it, or says that it is not so. */
export type Receipt = 'open' | 'confirmed' | 'refused'

/** One line of an exhibit's custody, the registration first. */
export interface CustodyLink {
  readonly hash: string
  readonly seq: number
  readonly author: string
  readonly day: Day
  /** `unreadable`: an entry that does not open, and may be a link of this exhibit. */
  readonly action: CustodyAction | CustodyAnswer | 'register' | 'unreadable'
  /** The minute that the author wrote down, in universal time. */
  readonly at: string
  readonly from: Custodian
  readonly to: Custodian
  readonly reason: string
  readonly place: string
  readonly seal: string
  /** Whether its author read the bytes, and found them as they were registered. */
  readonly checked: boolean
  /** Null where it went to nobody else, to somebody outside, or to whoever wrote it. */
  readonly receipt: Receipt | null
  /** Of a `receive` or `refuse`: hash of the link that it answers. */
  readonly handing: string | null
  readonly breaks: readonly CustodyBreak[]
}

export interface Exhibit {
  /** Counted in the order of registration, from 1. */
  readonly number: number
  /** Hash of the entry that registered it: its name for good. */
  readonly hash: string
  readonly description: string
  readonly kind: (typeof EXHIBIT_KINDS)[number]
  readonly copy: boolean
  readonly collector: Custodian
  /** The log that keeps its files. */
  readonly log: 'report' | 'desk'
  readonly files: readonly Attachment[]
  readonly recording: Recording | null
  readonly parent: { readonly number: number | null; readonly transform: Transform; readonly tool: string; readonly version: string } | null
  readonly links: readonly CustodyLink[]
  readonly holder: Custodian
  /** Given back or destroyed: nothing comes after. */
  readonly ended: 'return' | 'destroy' | null
  readonly isWhole: boolean
}

/**
 * An entry whose author and place are proved, and whose words whoever handed the logs on kept back. A `custody` of these is about an exhibit
 * that was kept back too; that, nobody sees here.
 */
export interface WithheldEntry {
  readonly kind: 'withheld'
  readonly claimed: EntryKind
  readonly hash: string
  /** What is known of the files that its header names. */
  readonly files: readonly Attachment[]
}

/** Two files of one recording that are further apart than this are not continuous. */
const SEGMENT_GAP_SECONDS_MAX = 2

export function sameCustodian(one: Custodian, other: Custodian): boolean {
  return 'member' in one ? 'member' in other && one.member === other.member : 'name' in other && one.name === other.name
}

/** The minute before which nothing more can have happened to it. A slip of the pen into another year is told, and holds nobody up. */
export function lastMinute({ links }: Exhibit): string {
  return links.findLast(({ breaks }) => !breaks.includes('later'))?.at ?? ''
}

/** Whether a minute had not come when it was signed. The day is the office's, up to fourteen hours from the universal one. */
function isLater(at: string, signed: Day): boolean {
  return at.slice(0, 10) > addDays(signed, 1)
}

/** The entry behind which the next link of an exhibit goes. What does not open may be another's, and has nothing behind it. */
export function lastLink({ links, hash }: Exhibit): string {
  return links.findLast(({ action }) => action !== 'unreadable')?.hash ?? hash
}

/** The link by which whoever has it got it. */
function lastHanding(links: readonly CustodyLink[]): CustodyLink | undefined {
  return links.findLast(({ from, to }) => !sameCustodian(from, to))
}

/** The link by which somebody has it who did not sign for it yet: nothing is produced on another's word alone. */
export function unconfirmed({ links, ended }: Pick<Exhibit, 'links' | 'ended'>): CustodyLink | null {
  const last = ended === null ? lastHanding(links) : undefined
  return last?.receipt === 'open' ? last : null
}

/** The links that a member has still to answer. */
export function toAnswer({ links, ended }: Pick<Exhibit, 'links' | 'ended'>, member: string): readonly CustodyLink[] {
  return ended === null ? links.filter(({ receipt, to }) => receipt === 'open' && 'member' in to && to.member === member) : []
}

/** Who has it behind an answer: a handing that is refused goes back, where nobody got it meanwhile. */
export function holderBehind({ links, holder }: Pick<Exhibit, 'links' | 'holder'>, { action, handing }: { readonly action: CustodyAnswer; readonly handing: string }): Custodian {
  const last = lastHanding(links)
  return action === 'refuse' && last !== undefined && last.hash === handing ? last.from : holder
}

/** Whether nothing is known to be wrong, but an entry that does not open may be about it. */
export function isOnlyUncertain({ links, isWhole }: Pick<Exhibit, 'links' | 'isWhole'>): boolean {
  return !isWhole && links.every(({ breaks }) => breaks.every((each) => each === 'unreadable'))
}

/** An entry about exhibits whose words do not open. */
export interface UnreadableExhibit {
  readonly claimed: 'exhibit' | 'custody'
  readonly hash: string
  readonly author: string
  readonly day: Day
  /** Its own number, or of those that it may be about. */
  readonly numbers: readonly number[]
}

/** What a desk log holds of exhibits that does not open: a list that left it out would be taken for the whole. */
export function unreadableExhibits(desk: readonly DeskEntry[], exhibits: readonly Exhibit[]): readonly UnreadableExhibit[] {
  const found: UnreadableExhibit[] = []
  let count = 0
  for (const entry of desk) {
    const kind = entry.kind === 'unreadable' ? entry.claimed : entry.kind
    if (kind === 'exhibit') count += 1
    if (entry.kind !== 'unreadable' || (kind !== 'exhibit' && kind !== 'custody')) continue
    const { hash, author, day } = entry
    const about = exhibits.filter(({ links }) => links.some((link) => link.hash === hash)).map(({ number }) => number)
    found.push({ claimed: kind, hash, author, day, numbers: kind === 'exhibit' ? [count] : about })
  }
  return found
}

/**
 * The exhibits of a report and who had each of them when. Whoever wrote a link that does not fit is shown with it: nothing is thrown, because one
 * wrong entry must not hide the others, and nothing is left out, because a gap is what a reader must see.
 */
export function foldExhibits(desk: readonly (DeskEntry | WithheldEntry)[], report: readonly (ReportEntry | WithheldEntry)[]): readonly Exhibit[] {
  const exhibits: Exhibit[] = []
  const numbers = new Map<string, number>()
  let count = 0
  for (const entry of desk) {
    // One that does not open keeps its number: everybody counts alike.
    if (('claimed' in entry ? entry.claimed : entry.kind) === 'exhibit') count += 1
    if (entry.kind === 'exhibit') exhibits.push({ ...register(entry, numbers, report), number: count })
    // What it was made from may have been kept back, or may not open: that it is there before it, the header says.
    if (entry.kind === 'exhibit' || ('claimed' in entry && entry.claimed === 'exhibit')) numbers.set(entry.hash, count)
    if (entry.kind === 'custody') addLink(exhibits, entry)
    // What it said, and of which exhibit, nobody can tell: it may have been of any that was there and had not ended.
    if (entry.kind === 'unreadable' && entry.claimed === 'custody') for (const [at, exhibit] of exhibits.entries()) if (exhibit.ended === null) exhibits[at] = withUnreadable(exhibit, entry)
  }
  return exhibits
}

type Registered = Extract<DeskEntry, { readonly kind: 'exhibit' }>
type Moved = Extract<DeskEntry, { readonly kind: 'custody' }>
type Hidden = Extract<DeskEntry, { readonly kind: 'unreadable' }>

function register({ hash, seq, author, day, body }: Registered, earlier: ReadonlyMap<string, number>, report: readonly (ReportEntry | WithheldEntry)[]): Omit<Exhibit, 'number'> {
  const source = body.source === undefined ? null : sourceIn(report, body.source)
  const parent = body.parent === undefined ? null : { number: earlier.get(body.parent.exhibit) ?? null, transform: body.parent.transform, tool: body.parent.tool, version: body.parent.version }
  const files = source?.file === undefined ? body.files ?? [] : [source.file]
  const breaks: CustodyBreak[] = [
    ...(isLater(body.at, day) ? ['later' as const] : []),
    ...(source === null || source.problem === null ? [] : [source.problem]),
    ...(parent !== null && parent.number === null ? ['no-parent' as const] : []),
    ...(body.recording !== undefined && !isContinuous(body.recording) ? ['recording-gap' as const] : []),
  ]
  const link: CustodyLink = {
    hash, seq, author, day, action: 'register', at: body.at, from: body.collector, to: body.holder, reason: '', place: body.place, seal: body.seal, checked: false,
    receipt: receiptOf({ action: 'register', author, from: body.collector, to: body.holder }), handing: null, breaks,
  }
  return {
    hash, description: body.description, kind: kindOf(body), copy: body.copy, collector: body.collector, log: body.source === undefined ? 'desk' : 'report',
    files: files.map((file) => ({ ...file, name: fileName(file.name) })), recording: body.recording ?? null, parent, links: [link], holder: body.holder, ended: null, isWhole: breaks.length === 0,
  }
}

function kindOf({ source, files }: Bodies['exhibit']): Exhibit['kind'] {
  if (source !== undefined) return 'report-file'
  return files === undefined ? 'physical' : 'file'
}

interface Source {
  readonly file?: Attachment
  readonly problem: CustodyBreak | null
}

function sourceIn(report: readonly (ReportEntry | WithheldEntry)[], { entry, file, sha256 }: NonNullable<Bodies['exhibit']['source']>): Source {
  const cited = report.find((each) => each.hash === entry)
  const found = cited === undefined ? undefined : filesOf(cited).find((each) => each.file === file)
  if (found === undefined) return { problem: 'no-source' }
  return { file: found, problem: found.sha256 === sha256 ? null : 'source-differs' }
}

function filesOf(entry: ReportEntry | WithheldEntry): readonly Attachment[] {
  if (entry.kind === 'withheld') return entry.files
  return 'body' in entry && 'files' in entry.body ? entry.body.files ?? [] : []
}

function isContinuous({ segments }: Recording): boolean {
  return segments.every(({ from, to }, at) => {
    const before = at === 0 ? from : segments[at - 1]?.to ?? from
    const gapSeconds = (Date.parse(from) - Date.parse(before)) / 1000
    return Date.parse(to) >= Date.parse(from) && Math.abs(gapSeconds) <= SEGMENT_GAP_SECONDS_MAX
  })
}

function addLink(exhibits: Exhibit[], entry: Moved): void {
  const { hash, seq, author, day, body } = entry
  const at = exhibits.findIndex((each) => each.hash === body.exhibit)
  const exhibit = exhibits[at]
  // A link of nothing that was registered before it is the report's own chain's to show.
  if (exhibit === undefined) return
  const breaks = [...breaksOf(exhibit, body, day), ...answerBreaksOf(exhibit, entry)]
  const { action, from, to, reason, place, seal, handing = null } = body
  const link: CustodyLink = {
    hash, seq, author, day, action, at: body.at, from, to, reason, place, seal, checked: body.found !== null && exhibit.files.length > 0 && !breaks.includes('bytes-differ'),
    receipt: receiptOf({ action, author, from, to }), handing, breaks,
  }
  const links = handing === null || breaks.includes('no-handing') ? exhibit.links : answered(exhibit.links, handing, action === 'receive' ? 'confirmed' : 'refused')
  exhibits[at] = {
    ...exhibit, links: [...links, link], holder: to, ended: action === 'return' || action === 'destroy' ? action : exhibit.ended, isWhole: exhibit.isWhole && breaks.length === 0,
  }
}

/** Whoever writes that a member has it is believed when that member says so too. Behind an end there is nothing to sign for. */
function receiptOf({ action, author, from, to }: Pick<CustodyLink, 'action' | 'author' | 'from' | 'to'>): Receipt | null {
  if (action === 'return' || action === 'destroy' || action === 'receive') return null
  return 'member' in to && to.member !== author && !sameCustodian(from, to) ? 'open' : null
}

function answered(links: readonly CustodyLink[], handing: string, receipt: Receipt): readonly CustodyLink[] {
  return links.map((link) => (link.hash === handing ? { ...link, receipt } : link))
}

/** An answer is of whoever it was handed to, once, and gives it to nobody but back. */
function answerBreaksOf(exhibit: Exhibit, { author, body }: Moved): CustodyBreak[] {
  const { action, handing, to } = body
  if (handing === undefined || (action !== 'receive' && action !== 'refuse')) return []
  const isTheirs = toAnswer({ links: exhibit.links, ended: null }, author).some(({ hash }) => hash === handing)
  if (!isTheirs || !sameCustodian(to, holderBehind(exhibit, { action, handing }))) return ['no-handing']
  // Somebody had it from them meanwhile: of a hand that never had it.
  return action === 'refuse' && lastHanding(exhibit.links)?.hash !== handing ? ['denied'] : []
}

function breaksOf(exhibit: Exhibit, body: Bodies['custody'], day: Day): CustodyBreak[] {
  const breaks: CustodyBreak[] = []
  if (body.previous !== lastLink(exhibit)) breaks.push('not-behind')
  if (!sameCustodian(body.from, exhibit.holder)) breaks.push('not-the-holder')
  if (exhibit.ended !== null) breaks.push('ended')
  if (body.at < lastMinute(exhibit)) breaks.push('earlier')
  if (isLater(body.at, day)) breaks.push('later')
  if (body.found !== null && body.found.join() !== exhibit.files.map(({ sha256 }) => sha256).join()) breaks.push('bytes-differ')
  return breaks
}

function withUnreadable(exhibit: Exhibit, { hash, seq, author, day }: Hidden): Exhibit {
  const { holder, links } = exhibit
  const link: CustodyLink = {
    hash, seq, author, day, action: 'unreadable', at: links.at(-1)?.at ?? '', from: holder, to: holder, reason: '', place: '', seal: '', checked: false, receipt: null, handing: null, breaks: ['unreadable'],
  }
  return { ...exhibit, links: [...links, link], isWhole: false }
}

/** An exhibit as it is shown and handed on: without the keys of its files. */
export type ShownExhibit = Omit<Exhibit, 'files'> & { readonly files: readonly Omit<Attachment, 'key' | 'nonce'>[] }

export function shownExhibit(exhibit: Exhibit): ShownExhibit {
  return { ...exhibit, files: exhibit.files.map(({ key: _key, nonce: _nonce, ...shown }) => shown) }
}
