import * as v from 'valibot'
import { addDays, hourOf, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { isQuiet, NOTICE_REASONS, reasonsFor, type NoticeReason } from '#domain/notices.ts'
import * as f from '#wire/fields.ts'
import { letterOf, type Matter } from '../mail/letter.ts'
import { MailRefusedError } from '../mail/smtp.ts'
import type { Reader, Writer } from '../store/store.ts'
import type { NoticeChoiceRow, NoticeKey } from '../store/store-notices.ts'
import type { Today } from './calendar.ts'
import type { Mail, NoticeStanding } from './notices.ts'
import type { OfficeBook, OfficeState } from './office-book.ts'

export interface SenderDeps {
  readonly read: Pick<Reader, 'dueCounts' | 'isAnyUrgent' | 'noticeChoice' | 'noticeWaiting'>
  readonly write: Pick<Writer, 'endNotice' | 'leaseJobs' | 'noticeTold'>
  readonly offices: OfficeBook
  readonly today: Today
  readonly nowMs: () => number
  readonly mail: Mail | null
  /** A line for whoever runs the service: names an event and a code, and nobody. */
  readonly onEvent: (line: string) => void
}

/** One that leaves as a letter. @see push-sender.ts */
interface Letter extends NoticeKey { readonly reason: NoticeReason }

/** A notice that this node sends. When to try again stands nowhere else: what a row says of it everybody may read in a back-up. */
interface Held {
  readonly job: number
  readonly notice: Letter
  failures: number
  /** What the mail server said of it last. */
  code: string
  setMs: number
  dueMs: number
}

const LEASE_SECONDS = 2 * 86_400
const MINUTE_MS = 60_000
const RETRY_FIRST_MS = 10_000
/** How often it is tried whether a mail server is back, at least. */
const DOWN_LOOK_MS_MAX = MINUTE_MS
const QUIET_LOOK_MS = 5 * MINUTE_MS

const noticePayload = v.object({ office: f.id, member: f.id, reason: v.picklist(NOTICE_REASONS), day: f.day })

interface Refused {
  readonly code: string
  readonly failures: number
  readonly setMs: number
  readonly dueMs: number
}

/**
 * Sends notices out of the outbox. A job stays leased from the first attempt until it is done: until the next attempt after one that failed, and after a
 * page until another may go to the same member. So with several nodes each is sent by one, and none of them pages more often than all may together.
 * A node that ends between sending and noting it lets one be sent twice; none is lost.
 */
export class NoticeSender {
  readonly #deps: SenderDeps
  readonly #held = new Map<number, Held>()
  /** The mail server takes nothing at present. */
  #refused: Refused | null = null
  #givenUp = 0

  constructor(deps: SenderDeps) {
    this.#deps = deps
  }

  standing(): NoticeStanding {
    return { refused: this.#refused?.code ?? null, givenUp: this.#givenUp }
  }

  /** Sends what is due now, `urgent` first, and returns after so many that what became urgent meanwhile need not wait long. */
  async round(signal: AbortSignal): Promise<void> {
    const { mail, nowMs } = this.#deps
    if (mail === null) return
    await this.#take()
    const before = this.#refused
    if (before !== null && !isDue(before, nowMs())) return
    const due = [...this.#held.values()].filter((each) => isDue(each, nowMs()))
    due.sort((a, b) => Number(b.notice.reason === 'urgent') - Number(a.notice.reason === 'urgent'))
    let sent = 0
    for (const each of due) {
      if (signal.aborted || sent >= LIMITS.noticesAtOnceMax) return
      if (await this.#attempt(each, mail, signal)) sent += 1
      // Nobody there: the others would wait as long for the same.
      if (this.#refused !== null && this.#refused !== before) return
    }
  }

  async #take(): Promise<void> {
    const now = this.#deps.nowMs()
    for (const { id, payload } of await this.#deps.write.leaseJobs(LIMITS.noticesHeldMax, LEASE_SECONDS, ['notice'])) {
      const { office, member, reason, day } = v.parse(noticePayload, JSON.parse(payload))
      this.#held.set(id, { job: id, notice: { office, signKey: member, reason, day }, failures: 0, code: 'not-tried', setMs: now, dueMs: now })
    }
  }

  /** @returns whether a letter left */
  async #attempt(each: Held, mail: Mail, signal: AbortSignal): Promise<boolean> {
    const told = await toTell(this.#deps, each.notice)
    if (told === 'told' || told === 'nothing') await this.#end(each, told === 'nothing')
    else if (told === 'too-late' || each.failures >= LIMITS.noticeAttemptsMax) await this.#giveUp(each)
    else if (told === 'not-yet') this.#wait(each, QUIET_LOOK_MS)
    else return this.#send(each, told, { mail, signal })
    return false
  }

  async #send(each: Held, { choice, matter, waiting }: Telling, { mail, signal }: { readonly mail: Mail; readonly signal: AbortSignal }): Promise<boolean> {
    try {
      await mail.post(letterOf(mail.texts, choice, matter), signal)
    } catch (error) {
      if (!(error instanceof MailRefusedError)) throw error
      if (!signal.aborted) this.#failed(each, error)
      return false
    }
    if (this.#refused !== null) this.#deps.onEvent('notices-going-out-again')
    this.#refused = null
    each.failures = 0
    await this.#deps.write.noticeTold({ notice: each.notice, told: waiting })
    if (each.notice.reason === 'urgent') this.#wait(each, LIMITS.pageEveryMinutes * MINUTE_MS)
    else await this.#end(each, false)
    return true
  }

  #failed(each: Held, { isAboutLetter, code }: MailRefusedError): void {
    each.failures += isAboutLetter ? 1 : 0
    each.code = code
    this.#wait(each, isAboutLetter ? retryMs(each.failures) : 0)
    if (isAboutLetter) return
    if (this.#refused === null) this.#deps.onEvent(`notices-not-going-out | ${code}`)
    const failures = (this.#refused?.failures ?? 0) + 1
    const setMs = this.#deps.nowMs()
    this.#refused = { code, failures, setMs, dueMs: setMs + Math.min(retryMs(failures), DOWN_LOOK_MS_MAX) }
  }

  /** @param isDropped - whatever waits to be told */
  async #end(each: Held, isDropped: boolean): Promise<void> {
    if (await this.#deps.write.endNotice({ notice: each.notice, job: each.job, isDropped })) this.#held.delete(each.job)
    // More came a moment ago.
    else this.#wait(each, 0)
  }

  async #giveUp(each: Held): Promise<void> {
    await this.#end(each, true)
    this.#givenUp += 1
    this.#deps.onEvent(`notice-given-up | ${each.notice.reason} | ${each.code}`)
  }

  #wait(each: Held, forMs: number): void {
    each.setMs = this.#deps.nowMs()
    each.dueMs = each.setMs + forMs
  }
}

/** A clock that went back makes nobody wait for it to come again. */
function isDue({ setMs, dueMs }: Pick<Held, 'setMs' | 'dueMs'>, now: number): boolean {
  return now >= dueMs || now < setMs
}

function retryMs(failures: number): number {
  return Math.min(RETRY_FIRST_MS * 2 ** (failures - 1), LIMITS.noticeRetryMinutesMax * MINUTE_MS)
}

interface Telling {
  readonly choice: NoticeChoiceRow
  readonly matter: Matter
  readonly waiting: number
}

type ToTell = 'told' | 'nothing' | 'too-late' | 'not-yet' | Telling

/** What a notice says now: whoever took their choice back meanwhile, or has nothing due any more, or nothing urgent, is told nothing. */
async function toTell(deps: SenderDeps, { office, signKey, reason, day }: Letter): Promise<ToTell> {
  const choice = await deps.read.noticeChoice(office, signKey)
  if (choice?.reasons.includes(reason) !== true) return 'nothing'
  const state = await deps.offices.current(office)
  const waiting = await deps.read.noticeWaiting({ office, signKey, reason, day })
  if (waiting === 0) return 'told'
  if (isTooLate(reason, day, deps.today(state.timeZone))) return 'too-late'
  if (reason === 'urgent') return await isUrgentStill(deps, state, signKey) ? { choice, waiting, matter: { reason, waiting } } : 'nothing'
  const hour = hourOf(deps.nowMs(), state.timeZone)
  if (hour < LIMITS.noticeHour || isQuiet(hour, choice.quiet)) return 'not-yet'
  return await dailyToTell(deps, { state, choice, reason, waiting })
}

async function isUrgentStill({ read, offices }: SenderDeps, state: OfficeState, signKey: string): Promise<boolean> {
  return read.isAnyUrgent({ office: state.office, signKey, readers: await offices.readersOf(state, signKey) })
}

interface Daily {
  readonly state: OfficeState
  readonly choice: NoticeChoiceRow
  readonly reason: Exclude<NoticeReason, 'urgent'>
  readonly waiting: number
}

async function dailyToTell({ read, offices, today }: SenderDeps, { state, choice, reason, waiting }: Daily): Promise<ToTell> {
  const { office, signKey } = choice
  const counts = await read.dueCounts({ office, signKey, today: today(state.timeZone), readers: await offices.readersOf(state, signKey) })
  return reasonsFor([reason], counts).length === 0 ? 'nothing' : { choice, waiting, matter: { reason, counts } }
}

/** A day's notice is no news on the next; a page is tried for a day longer. */
function isTooLate(reason: NoticeReason, day: Day, today: Day): boolean {
  return day < (reason === 'urgent' ? addDays(today, -1) : today)
}
