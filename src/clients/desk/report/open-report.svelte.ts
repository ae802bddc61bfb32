import type { AlertClosing } from '#clients/member/alert-deeds.ts'
import type { ClockOrder } from '#clients/member/clock-deeds.ts'
import type { Upholding } from '#clients/member/objection-deeds.ts'
import type { ReportView } from '#clients/member/member.ts'
import type { DeskSession } from '#clients/desk/deeds.ts'
import type { OfficeState } from '#domain/docket.ts'
import { Company } from '#clients/desk/together/company.svelte.ts'
import { newMoments, type Moment } from './timeline.ts'

/** One report on the desk: its last opened view, and what came in since the reader last looked. */
export class OpenReport {
  readonly id: string
  view = $state.raw<ReportView | null>(null)
  /** Keys of moments that others wrote while the report was open here: marked as new until one writes oneself. */
  arrived = $state.raw<readonly string[]>([])
  /** Those of them that the reader has not gone to yet. */
  unseen = $state.raw<readonly string[]>([])
  /** Those of them that are told but not drawn yet, because drawing them would move the field that somebody writes in. */
  held = $state.raw<readonly string[]>([])
  /** Somebody writes on this report just now. */
  writing = false
  /** A decision that a prepared answer goes with: the record asks for it, and takes it from here. */
  wanted = $state.raw<OfficeState | null>(null)
  /** Who else is at it. */
  readonly company: Company
  /** Why it could not be opened, or why it could not be looked at again. */
  problem = $state.raw<unknown>(null)
  readonly #session: DeskSession
  #closed = false

  constructor(session: DeskSession, id: string) {
    this.#session = session
    this.id = id
    this.company = new Company(session, id)
  }

  close(): void {
    this.#closed = true
    if (this.view !== null) this.company.leave()
  }

  /** Opens the report, or looks whether something came in. */
  async look(): Promise<void> {
    try {
      this.#take(await this.#session.openReport(this.id), () => true)
      this.problem = null
    } catch (error) {
      if (!this.#closed) this.problem = error
    }
  }

  /** The log has what was written here, and this is how the report stands now. */
  wrote(view: ReportView): void {
    this.#wrote(view)
  }

  /** Takes what a deed on this report answered. @throws Refusal as the deed does */
  async did(deed: Promise<ReportView>): Promise<void> {
    this.#wrote(await deed)
  }

  /** @throws Refusal */
  async moveClock(order: ClockOrder): Promise<void> {
    this.#wrote(await this.#session.moveClock(this.id, order))
  }

  /** @throws Refusal */
  async closeAlert(closing: AlertClosing): Promise<void> {
    this.#wrote(await this.#session.closeAlert(this.id, closing))
  }

  /** @throws Refusal */
  async upholdReferral(upholding: Upholding): Promise<void> {
    this.#wrote(await this.#session.upholdReferral(this.id, upholding))
  }

  /** @throws Refusal */
  async rename(title: string): Promise<void> {
    this.#take(await this.#session.setTitle(this.id, title), () => true)
  }

  /** @throws Refusal */
  async grantAccess(reader: string): Promise<void> {
    this.#wrote(await this.#session.grantAccess(this.id, reader))
  }

  /** @throws Refusal */
  async leaveOut(out: string): Promise<void> {
    this.#wrote(await this.#session.leaveOut(this.id, out))
  }

  /** The reader has seen what came in. */
  saw(): void {
    this.unseen = []
    this.held = []
  }

  /** After one's own writing everything is drawn, and only what others wrote in the same moment counts as new. */
  #wrote(view: ReportView): void {
    this.arrived = []
    this.#take(view, (moment) => (moment.kind === 'turn' ? moment.turn.author : moment.note.author) !== this.#session.me.signKey)
    this.held = []
  }

  #take(view: ReportView, isNews: (moment: Moment) => boolean): void {
    // An answer that set out earlier may arrive later: entries are only ever added, so the longer chain is the newer view.
    if (this.#closed || view.chain.length < (this.view?.chain.length ?? 0)) return
    const news = this.view === null ? [] : newMoments(this.view, view).filter(isNews)
    this.view = view
    if (news.length === 0) return
    const keys = news.map((moment) => moment.key)
    this.arrived = [...this.arrived, ...keys]
    this.unseen = [...this.unseen, ...keys]
    if (this.writing) this.held = [...this.held, ...keys]
  }
}
