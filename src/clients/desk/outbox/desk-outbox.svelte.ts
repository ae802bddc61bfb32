import { createContext } from 'svelte'
import { Refusal, type RefusalCode } from '#base/refusal.ts'
import { dayAt } from '#base/day.ts'
import type { QueueLine, ReportView } from '#clients/member/member.ts'
import type { Docket } from '#domain/docket.ts'
import { undoOf, withTriage, type Triage, type TriageChange } from '#domain/triage.ts'
import type { DeskSession } from '#clients/desk/deeds.ts'
import type { DraftKind, Drafts, TakenDraft } from '#clients/desk/drafts.svelte.ts'
import type { Habits } from '#clients/desk/habits.svelte.ts'
import { noted } from '#clients/desk/refusal-words.ts'
import { doDeed, isHeld, type Deed, type DeedKind } from './deed.ts'
import { expectedDocket, expectedLine, expectedTriage, type Doing } from './expected.ts'
import { Outbox, type Item } from './outbox.ts'

/** The line broke, or the other side asks for patience: tried again without asking anybody. */
const CUT_OFF: ReadonlySet<RefusalCode> = new Set(['unreachable', 'busy', 'slow-down'])
const MS_PER_SECOND = 1000
/** How long a lock waits for what is on its way before the session ends. */
const DRAIN_MS = 10_000

/** The draft that a deed's words came from, where it came from one. */
const DRAFT_OF: Readonly<Partial<Record<DeedKind, DraftKind>>> = { reply: 'reply', note: 'note', state: 'reason', triage: 'handover', urgency: 'urgency' }

export interface Kept {
  readonly title: string
  readonly draft: TakenDraft | null
  /** How the report was labelled before, as far as was known. */
  readonly before: Triage | null
}

export type DeskItem = Item<Kept>

/** What is told to a person once, in words that `OutboxBar` finds. */
export interface Told {
  readonly what: 'run' | 'run-back' | 'held' | 'done' | 'taken-back' | 'put-back' | 'too-late' | 'nothing' | 'refused'
  readonly deed: DeedKind | null
  readonly title: string
}

/** Who hears what the logs have. */
export interface Hearer {
  confirmed(view: ReportView): void
  /** How a report is labelled now, as far as the page knows. */
  triageOf(report: string): Triage | null
}

/** Deeds that were ordered together, and how many of them are not done yet. */
export interface Run {
  readonly run: number
  readonly total: number
  readonly left: number
  readonly isPaused: boolean
}

export interface PutOptions {
  readonly title: string
  readonly before?: Triage
  readonly draft?: TakenDraft | null
  readonly run?: number
}

/** Was typed when the session had ended: nobody knows whether it arrived. */
export const LOCKED = 'locked'

/**
 * The outbox of this page. It outlasts a lock as drafts do: what had not left by then waits for the same member to come back.
 * @see [Note: What lives on behind a locked desk]
 */
export class DeskOutbox {
  items = $state.raw<readonly DeskItem[]>([])
  told = $state.raw<Told | null>(null)
  /** A refused decision that somebody wants to look at again. */
  reconsidered = $state.raw<number | null>(null)
  readonly #drafts: Drafts
  readonly #habits: Habits
  readonly #core: Outbox<Kept, ReportView>
  #session: DeskSession | null = null
  #hearer: Hearer | null = null
  #undo: readonly DeskItem[] = []
  #totals = $state.raw<ReadonlyMap<number, number>>(new Map())
  #paused = $state.raw<ReadonlySet<number>>(new Set())
  #runs = 0
  #owner: string | null = null

  constructor(drafts: Drafts, habits: Habits) {
    this.#drafts = drafts
    this.#habits = habits
    this.#core = new Outbox({
      clock: { now: () => performance.now(), after: (delayMs, act) => { const timer = setTimeout(act, delayMs); return () => clearTimeout(timer) } },
      send: (item) => (this.#session === null ? Promise.reject(new Refusal('session-ended')) : doDeed(this.#session, item.report, item.deed)),
      isCutOff: (error) => error instanceof Refusal && CUT_OFF.has(error.code),
      changed: (items) => { this.items = items },
      confirmed: (_item, view) => this.#hearer?.confirmed(view),
      refused: (item) => this.#refused(item),
    })
  }

  /** How many would be lost with the page and are no drafts. */
  get wordless(): number { return this.items.filter(({ standing, kept: { draft } }) => standing !== 'refused' || draft === null).length }

  /** Those of more than one that are not over. */
  get runs(): readonly Run[] {
    return [...this.#totals].flatMap(([run, total]) => {
      const left = this.items.filter((item) => item.run === run && item.standing !== 'refused').length
      return left === 0 ? [] : [{ run, total, left, isPaused: this.#paused.has(run) }]
    })
  }

  get refused(): readonly DeskItem[] { return this.items.filter(({ standing }) => standing === 'refused') }

  /** One member's deeds are never done by the next one at the same window. */
  belongTo(session: DeskSession): void {
    if (this.#owner !== null && this.#owner !== session.me.signKey) this.forget()
    this.#owner = session.me.signKey
    this.#session = session
  }

  /** Whether what this member writes would leave: their desk may be locked, or somebody else's by now. */
  isOpenFor(session: DeskSession): boolean {
    return this.#session !== null && this.#owner === session.me.signKey
  }

  /**
   * The desk is locked. What was on its way still leaves with the session that it was written in, for a few seconds; then that session is
   * gone, words go back to their drafts, and whoever comes back is told.
   */
  async leave(session: DeskSession): Promise<void> {
    await this.#core.drain(DRAIN_MS)
    if (this.#session !== session) return
    this.#session = null
    this.#undo = []
    this.#core.abandon(LOCKED)
  }

  /** The server knows the session no more. */
  abandon(): void {
    this.#session = null
    this.#undo = []
    this.#core.abandon(LOCKED)
  }

  hear(hearer: Hearer): () => void {
    this.#hearer = hearer
    return () => { if (this.#hearer === hearer) this.#hearer = null }
  }

  /** @param total - how many deeds follow */
  newRun(total: number): number {
    this.#runs += 1
    this.#totals = new Map([...this.#totals, [this.#runs, total]])
    return this.#runs
  }

  heard(told: Told): void {
    if (this.told === told) this.told = null
  }

  put(report: string, deed: Deed, { title, before, draft = null, run }: PutOptions): void {
    // Whoever says it anew has done with what was refused.
    for (const item of this.refused) if (item.report === report && item.deed.kind === deed.kind && deed.kind !== 'triage') this.#core.discard(item.id)
    const holdMs = isHeld(deed) ? this.#habits.holdSeconds * MS_PER_SECOND : 0
    const item = this.#core.put({ report, deed, holdMs, kept: { title, draft, before: before ?? null }, ...(run === undefined ? {} : { run }) })
    this.#undo = [...this.#undo, item].slice(-UNDO_MAX)
    if (run === undefined && (holdMs > 0 || deed.kind === 'triage')) this.told = { what: holdMs > 0 ? 'held' : 'done', deed: deed.kind, title }
  }

  /** @param draft - the words that go with it */
  triage(report: { readonly id: string; readonly title: string; readonly triage: Triage }, change: TriageChange, draft: TakenDraft | null = null): void {
    this.put(report.id, { kind: 'triage', change }, { title: report.title, before: expectedTriage(report.triage, this.deedsOn(report.id)), draft })
  }

  /** The same person's deeds on many reports, which are taken back together. */
  putAll(deeds: readonly { readonly line: QueueLine; readonly deed: Deed }[]): void {
    const run = this.newRun(deeds.length)
    for (const { line: { id, title, triage }, deed } of deeds) this.put(id, deed, { title: title ?? '', before: expectedTriage(triage, this.deedsOn(id)), run })
    this.told = { what: 'run', deed: null, title: '' }
  }

  /** Takes back the newest deed that can be, or says why not: what is sealed and sent stays said, and a label is put back by another entry. */
  undo(): void {
    const last = this.#undo.at(-1)
    if (last === undefined) {
      this.told = { what: 'nothing', deed: null, title: '' }
      return
    }
    const meant = last.run === null ? [last] : this.#undo.filter(({ run }) => run === last.run)
    this.#undo = this.#undo.filter((each) => !meant.includes(each))
    const { kind } = last.deed
    const done = meant.toReversed().map((item) => this.#undoOne(item))
    const what = (['taken-back', 'put-back', 'too-late'] as const).find((each) => done.includes(each))
    // It was refused, or changed again since: then the one before it is meant.
    if (what === undefined) this.undo()
    else this.told = { what: meant.length > 1 ? 'run-back' : what, deed: kind, title: last.kept.title }
  }

  again(id: number): void {
    const item = this.items.find((each) => each.id === id)
    if (item !== undefined) this.#takeDraft(item)
    this.#core.again(id)
  }

  /** What was held and is not to be said. */
  takeBack(id: number): void {
    const taken = this.#core.takeBack(id)
    if (taken === null) return
    this.#giveBack(taken)
    this.#undo = this.#undo.filter((each) => each.id !== id)
    this.told = { what: 'taken-back', deed: taken.deed.kind, title: taken.kept.title }
  }

  discard(id: number): void { this.#core.discard(id) }
  flush(): void { this.#core.flush() }
  retry(): void { this.#core.retry() }

  pause(run: number): void {
    this.#core.pause(run)
    this.#paused = new Set([...this.#paused, run])
  }

  goOn(run: number): void {
    this.#core.goOn(run)
    this.#paused = new Set([...this.#paused].filter((each) => each !== run))
  }

  stop(run: number): void {
    for (const item of this.#core.stop(run)) this.#giveBack(item)
    this.goOn(run)
  }

  /** Sends everything and waits for the log. */
  drain(): Promise<void> { return this.#core.drain(DRAIN_MS) }

  forget(): void {
    this.#session = null
    this.#undo = []
    this.told = null
    this.#core.forget()
  }

  /** What will become of a report that is not refused. */
  deedsOn(report: string): readonly Deed[] {
    return this.items.filter((item) => item.report === report && item.standing !== 'refused').map(({ deed }) => deed)
  }

  itemsOn(report: string): readonly DeskItem[] {
    return this.items.filter((item) => item.report === report)
  }

  expect(lines: readonly QueueLine[], session: DeskSession): readonly QueueLine[] {
    if (this.items.length === 0) return lines
    const touched = new Set(this.items.map(({ report }) => report))
    const doing = { ...doingOf(session), packs: session.office().packs }
    return lines.map((line) => (touched.has(line.id) ? expectedLine(line, this.deedsOn(line.id), doing) : line))
  }

  docketOf(view: ReportView, session: DeskSession): Docket {
    return expectedDocket(view.conversation.docket, this.deedsOn(view.id), doingOf(session))
  }

  triageOf(view: ReportView): Triage {
    return expectedTriage(view.desk.triage, this.deedsOn(view.id))
  }

  #undoOne(item: DeskItem): 'taken-back' | 'put-back' | 'too-late' | 'gone' {
    if (this.items.find(({ id }) => id === item.id)?.standing === 'refused') return 'gone'
    const taken = this.#core.takeBack(item.id)
    if (taken !== null) {
      this.#giveBack(taken)
      return 'taken-back'
    }
    const { deed, report, kept: { before } } = item
    if (deed.kind === 'urgency') return this.#putBack(item, turnedBack(deed))
    if (deed.kind !== 'triage') return 'too-late'
    const known = this.#hearer?.triageOf(report) ?? null
    if (before === null || known === null) return 'gone'
    const change = undoOf({ before, after: withTriage(before, deed.change), now: expectedTriage(known, this.deedsOn(report)) })
    if (change === null) return 'gone'
    return this.#putBack(item, { kind: 'triage', change })
  }

  #putBack({ report, kept: { title } }: DeskItem, deed: Deed): 'put-back' {
    this.#core.put({ report, deed, holdMs: 0, kept: { title, draft: null, before: null } })
    return 'put-back'
  }

  #refused(item: DeskItem): void {
    this.#giveBack(item)
    this.told = { what: 'refused', deed: item.deed.kind, title: item.kept.title }
    if (item.problem !== LOCKED) noted(item.problem)
  }

  #giveBack({ report, deed, kept: { draft } }: DeskItem): void {
    const kind = DRAFT_OF[deed.kind]
    if (kind !== undefined && draft !== null) this.#drafts.giveBack(report, kind, draft)
  }

  /** Its words are on their way again, unless somebody went on writing. */
  #takeDraft({ report, deed, kept: { draft } }: DeskItem): void {
    const kind = DRAFT_OF[deed.kind]
    if (kind !== undefined && draft !== null && this.#drafts.text(report, kind) === draft.text) this.#drafts.take(report, kind)
  }
}

const UNDO_MAX = 500

/** What takes back a word on urgency that was sealed: the opposite, said plainly, unless a colleague said something since. */
function turnedBack({ order, back }: Extract<Deed, { kind: 'urgency' }>): Deed {
  return { kind: 'urgency', order: { urgent: !order.urgent, reason: back, language: order.language, ownOnly: true }, back }
}

function doingOf(session: DeskSession): Doing {
  return { me: session.me.signKey, today: dayAt(Date.now(), session.office().timeZone) }
}

export const [useOutbox, setOutbox] = createContext<DeskOutbox>()
