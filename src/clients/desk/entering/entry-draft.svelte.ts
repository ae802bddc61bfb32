import type { Day } from '#base/day.ts'
import type { EnteredSlip } from '#clients/reporter/enter-report.ts'
import type { Arrival, Language } from '#domain/bodies.ts'
import { DraftFiles } from '#clients/desk/report/draft-files.svelte.ts'

/** What was entered last, for as long as its code is shown. */
export interface ShownSlip extends EnteredSlip {
  readonly arrival: Arrival
  readonly language: Language
  readonly channel: string
  readonly isAnswerable: boolean
}

/**
 * A report that is being taken down: what was typed waits behind a locked desk as every draft does. A code does not, because it opens a conversation. Nothing that
 * leans is chosen beforehand.
 */
export class EntryDraft {
  arrival = $state<Arrival | null>(null)
  /** Null for the day on which it is entered. */
  received = $state<Day | '' | null>(null)
  consent = $state<boolean | null>(null)
  isAnswerable = $state<boolean | null>(null)
  /** Null for the language that the words are in. */
  language = $state<Language | null>(null)
  channel = $state('')
  answers = $state<Readonly<Record<string, string>>>({})
  name = $state('')
  contact = $state('')
  files = $state.raw(new DraftFiles({ isCleaned: true }))
  isCleaned = $state(true)
  slip = $state.raw<ShownSlip | null>(null)

  answer(question: string, text: string): void {
    this.answers = { ...this.answers, [question]: text }
  }

  /** Cleaning is decided for all of them: those that were picked are looked at anew. */
  clean(isCleaned: boolean): void {
    if (isCleaned === this.isCleaned) return
    const picked = this.files.rows.map(({ file }) => file)
    this.files.stop()
    this.files = new DraftFiles({ isCleaned })
    this.isCleaned = isCleaned
    if (picked.length > 0) this.files.add(picked)
  }

  /** Whether it is worth a warning before it is forgotten; a code that is shown is. */
  get isBegun(): boolean {
    const typed = [...Object.values(this.answers), this.name, this.contact].some((text) => text.trim() !== '')
    return typed || this.files.rows.length > 0 || (this.slip?.receipt ?? null) !== null
  }

  /** It is entered: what was typed goes, and the code comes. */
  entered(slip: ShownSlip): void {
    this.forget()
    this.slip = slip
  }

  forget(): void {
    this.files.stop()
    this.files = new DraftFiles({ isCleaned: true })
    Object.assign(this, { arrival: null, received: null, consent: null, isAnswerable: null, language: null, channel: '', answers: {}, name: '', contact: '', isCleaned: true, slip: null })
  }

  putCodeAway(): void {
    if (this.slip !== null) this.slip = { ...this.slip, receipt: null }
  }
}
