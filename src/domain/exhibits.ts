import { addDays, type Day } from '#base/day.ts'
import { fileName } from '#base/file-name.ts'
import type { Attachment, Bodies, CustodyAction, Custodian, EXHIBIT_KINDS, Recording, Transform } from './bodies.ts'
import type { DeskEntry, ReportEntry } from './conversation.ts'
import type { EntryKind } from './kinds.ts'

/** Why a chain of custody does not hold. An exhibit with any of these is not produced. */
export const CUSTODY_BREAKS = [
  'unreadable', 'not-behind', 'not-the-holder', 'ended', 'earlier', 'later', 'bytes-differ', 'no-source', 'source-differs', 'no-parent', 'recording-gap',
] as const
export type CustodyBreak = (typeof CUSTODY_BREAKS)[number]

/** One line of an exhibit's custody, the registration first. */
export interface CustodyLink {
  readonly hash: string
  readonly seq: number
  readonly author: string
  readonly day: Day
  readonly action: CustodyAction | 'register'
  /** The minute that the author wrote down, in universal time. */
  readonly at: string
  readonly from: Custodian
  readonly to: Custodian
  readonly reason: string
  readonly place: string
  readonly seal: string
  /** Whether its author read the bytes, and found them as they were registered. */
  readonly checked: boolean
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

/** The entry behind which the next link of an exhibit goes. */
export function lastLink({ links, hash }: Exhibit): string {
  return links.at(-1)?.hash ?? hash
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
    // What it was made from may have been kept back: that it is there before it, the header says.
    if (entry.kind === 'exhibit' || (entry.kind === 'withheld' && entry.claimed === 'exhibit')) numbers.set(entry.hash, count)
    if (entry.kind === 'custody') addLink(exhibits, entry)
    // What it said, and of which exhibit, nobody can tell: it may have been of any that was there.
    if (entry.kind === 'unreadable' && entry.claimed === 'custody') for (const [at, exhibit] of exhibits.entries()) exhibits[at] = withUnreadable(exhibit, entry)
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
    hash, seq, author, day, action: 'register', at: body.at, from: body.collector, to: body.holder, reason: '', place: body.place, seal: body.seal, checked: false, breaks,
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

function addLink(exhibits: Exhibit[], { hash, seq, author, day, body }: Moved): void {
  const at = exhibits.findIndex((each) => each.hash === body.exhibit)
  const exhibit = exhibits[at]
  // A link of nothing that was registered before it is the report's own chain's to show.
  if (exhibit === undefined) return
  const breaks = breaksOf(exhibit, body, day)
  const { action, from, to, reason, place, seal } = body
  const link: CustodyLink = { hash, seq, author, day, action, at: body.at, from, to, reason, place, seal, checked: body.found !== null && exhibit.files.length > 0 && !breaks.includes('bytes-differ'), breaks }
  exhibits[at] = {
    ...exhibit, links: [...exhibit.links, link], holder: to, ended: action === 'return' || action === 'destroy' ? action : exhibit.ended, isWhole: exhibit.isWhole && breaks.length === 0,
  }
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
    hash, seq, author, day, action: 'preserve', at: links.at(-1)?.at ?? '', from: holder, to: holder, reason: '', place: '', seal: '', checked: false, breaks: ['unreadable'],
  }
  return { ...exhibit, links: [...links, link], isWhole: false }
}

/** An exhibit as it is shown and handed on: without the keys of its files. */
export type ShownExhibit = Omit<Exhibit, 'files'> & { readonly files: readonly Omit<Attachment, 'key' | 'nonce'>[] }

export function shownExhibit(exhibit: Exhibit): ShownExhibit {
  return { ...exhibit, files: exhibit.files.map(({ key: _key, nonce: _nonce, ...shown }) => shown) }
}
