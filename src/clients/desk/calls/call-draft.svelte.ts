import type { KeptCall } from '#clients/member/kept-call.ts'
import type { Language } from '#domain/bodies.ts'
import { EntryDraft, type ShownSlip } from '#clients/desk/entering/entry-draft.svelte.ts'
import type { Taken } from '#clients/desk/entering/order.ts'
import type { HeardName } from './call-order.ts'

/** What colleagues are told of a call that was entered: it is written to the report's desk log, which the caller does not see. */
export interface AfterCall {
  readonly report: string
  readonly note: string
  /** Signing key of the colleague who is asked; null for nobody. */
  readonly supervisor: string | null
}

const CALL = { arrival: 'phone-live', isAnswerable: null, consent: null } as const

/**
 * A call that a member takes: a draft as of any report that is entered, and what only a call has. What is the line's and not the caller's (channel, language,
 * whether the telephone system records) is kept for the next one; nothing else is.
 */
export class CallDraft extends EntryDraft {
  /** Null while nobody is on the line. */
  startedMs = $state<number | null>(null)
  isRecorded = $state<boolean | null>(null)
  people = $state.raw<readonly HeardName[]>([])
  note = $state('')
  supervisor = $state<string | null>(null)
  isSent = $state(false)
  /** Whether the device was asked for a call that it kept, and had one. */
  isRestored = $state(false)
  isFound = $state(false)
  after = $state.raw<AfterCall | null>(null)
  /** What was thrown away last, until the next call begins. */
  dropped = $state.raw<KeptCall | null>(null)

  override get isBegun(): boolean {
    return super.isBegun || this.startedMs !== null || this.after !== null
  }

  /** @param language - of the caller, unless one was chosen */
  begin(nowMs: number, language: Language): void {
    this.startedMs = nowMs
    this.arrival = CALL.arrival
    this.language ??= language
    this.dropped = null
    this.slip = null
  }

  /** Gives a line for one more name where the last one is taken. */
  hear(index: number, name: HeardName): void {
    this.people = this.people.with(index, name)
  }

  hearAnother(): void {
    this.people = [...this.people, { name: '', other: '' }]
  }

  unhear(index: number): void {
    this.people = this.people.toSpliced(index, 1)
  }

  /** As any report that is entered. */
  get taken(): Taken {
    const { arrival, received, consent, isAnswerable, language, answers, name, contact } = this
    return { arrival, received, consent, isAnswerable, language, answers, name, contact }
  }

  /** As it lies on the device; null where nobody is on the line. */
  get kept(): KeptCall | null {
    const { startedMs, channel, language, isRecorded, consent, isAnswerable, answers, people, note, supervisor, isSent } = this
    if (startedMs === null || language === null) return null
    return { startedMs, channel, language, isRecorded, consent, isAnswerable, answers: { ...answers }, people: people.map((each) => ({ ...each })), note, supervisor, isSent }
  }

  resume(kept: KeptCall): void {
    const { people, ...rest } = kept
    Object.assign(this, rest, { arrival: CALL.arrival, people, dropped: null, slip: null })
  }

  /** What the device kept comes back, unless a call is already here. Before that nothing is written over it. */
  async restore(read: () => Promise<KeptCall | null>): Promise<void> {
    const kept = this.startedMs === null && this.slip === null ? await read() : null
    if (kept !== null && this.startedMs === null) {
      this.resume(kept)
      this.isFound = true
    }
    this.isRestored = true
  }

  /** The call ended without a word kept of it. It can be taken back until the next one begins. */
  drop(): void {
    const before = this.kept
    this.#clear()
    this.dropped = before
  }

  override entered(slip: ShownSlip): void {
    const { note, supervisor } = this
    this.#clear()
    this.slip = slip
    this.after = note.trim() === '' && supervisor === null ? null : { report: slip.report, note: note.trim(), supervisor }
  }

  override forget(): void {
    super.forget()
    Object.assign(this, { startedMs: null, isRecorded: null, people: [], note: '', supervisor: null, isSent: false, isFound: false, after: null, dropped: null })
  }

  /** The next one begins with an empty page, on the same line. */
  #clear(): void {
    const { channel, language, isRecorded } = this
    this.forget()
    Object.assign(this, { channel, language, isRecorded })
  }
}
