import * as v from 'valibot'
import { addDays, hourOf, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { isQuiet, NOTICE_REASONS, reasonsFor } from '#domain/notices.ts'
import * as f from '#wire/fields.ts'
import { letterOf, type Matter } from '../mail/letter.ts'
import { MailRefusedError } from '../mail/smtp.ts'
import type { Reader, Writer } from '../store/store.ts'
import type { NoticeChoiceRow, NoticeKey } from '../store/store-notices.ts'
import type { Today } from './calendar.ts'
import type { Mail, NoticeStanding } from './notices.ts'
import type { OfficeBook, OfficeState } from './office-book.ts'

export interface SenderDeps {
  readonly read: Pick<Reader, 'dueCounts' | 'noticeChoice' | 'noticeWaiting'>
  readonly write: Pick<Writer, 'endNotice' | 'leaseJobs' | 'noticeTold'>
  readonly offices: OfficeBook
  readonly today: Today
  readonly nowMs: () => number
  readonly mail: Mail | null
  /** A line for whoever runs the service: names an event and a code, and nobody. */
  readonly onEvent: (line: string) => void
}

export interface NoticeSender {
  /** Sends what is due now, `urgent` first, and returns after so many that what became urgent meanwhile need not wait long. */
  round(signal: AbortSignal): Promise<void>
  standing(): NoticeStanding
}

/** A notice that this node sends. When to try again stands nowhere else: what a row says of it everybody may read in a back-up. */
interface Held {
  readonly job: number
  readonly notice: NoticeKey
  failures: number
  setMs: number
  dueMs: number
}

const LEASE_SECONDS = 2 * 86_400
const MINUTE_MS = 60_000
const RETRY_FIRST_MS = 10_000
const QUIET_LOOK_MS = 5 * MINUTE_MS

const noticePayload = v.object({ office: f.id, member: f.id, reason: v.picklist(NOTICE_REASONS), day: f.day })

/**
 * Sends notices out of the outbox. A job stays leased from the first attempt until it is done: until the next attempt after one that failed, and after a
 * page until another may go to the same member. So with several nodes each is sent by one, and none of them pages more often than all may together.
 * A node that ends between sending and noting it lets one be sent twice; none is lost.
 */
export function noticeSender(deps: SenderDeps): NoticeSender {
  const held = new Map<number, Held>()
  let refused: { readonly code: string; readonly untilMs: number; readonly setMs: number; readonly failures: number } | null = null
  let givenUp = 0

  async function take(): Promise<void> {
    const now = deps.nowMs()
    const jobs = await deps.write.leaseJobs(LIMITS.noticesHeldMax, LEASE_SECONDS, ['notice'])
    for (const { id, payload } of jobs) {
      const { office, member, reason, day } = v.parse(noticePayload, JSON.parse(payload))
      held.set(id, { job: id, notice: { office, signKey: member, reason, day }, failures: 0, setMs: now, dueMs: now })
    }
  }

  async function end(each: Held, isGivenUp: boolean): Promise<void> {
    if (!await deps.write.endNotice({ notice: each.notice, job: each.job, givenUp: isGivenUp })) {
      // More came a moment ago.
      wait(each, 0)
      return
    }
    held.delete(each.job)
    if (!isGivenUp) return
    givenUp += 1
    deps.onEvent(`notice-given-up | ${each.notice.reason} | ${refused?.code ?? 'refused'}`)
  }

  function wait(each: Held, forMs: number): void {
    each.setMs = deps.nowMs()
    each.dueMs = each.setMs + forMs
  }

  function failed(each: Held, error: MailRefusedError): void {
    each.failures += 1
    wait(each, retryMs(each.failures))
    if (error.isAboutLetter) return
    const failures = (refused?.failures ?? 0) + 1
    if (refused === null) deps.onEvent(`notices-not-going-out | ${error.code}`)
    refused = { code: error.code, failures, setMs: deps.nowMs(), untilMs: deps.nowMs() + Math.min(retryMs(failures), MINUTE_MS) }
  }

  async function attempt(each: Held, mail: Mail, signal: AbortSignal): Promise<'sent' | 'not-sent'> {
    const told = await toTell(deps, each.notice)
    if (told === 'over' || told === 'too-late') await end(each, told === 'too-late')
    else if (told === 'not-yet') wait(each, QUIET_LOOK_MS)
    else if (each.failures >= LIMITS.noticeAttemptsMax) await end(each, true)
    else {
      try {
        await mail.post(letterOf(mail.texts, told.choice, told.matter), signal)
      } catch (error) {
        if (!(error instanceof MailRefusedError)) throw error
        if (!signal.aborted) failed(each, error)
        return 'not-sent'
      }
      if (refused !== null) deps.onEvent('notices-going-out-again')
      refused = null
      each.failures = 0
      await deps.write.noticeTold({ notice: each.notice, told: told.waiting })
      if (each.notice.reason === 'urgent') wait(each, LIMITS.pageEveryMinutes * MINUTE_MS)
      else await end(each, false)
      return 'sent'
    }
    return 'not-sent'
  }

  return {
    standing: () => ({ refused: refused?.code ?? null, givenUp }),
    async round(signal) {
      const { mail } = deps
      if (mail === null) return
      await take()
      if (refused !== null && !isDue({ setMs: refused.setMs, dueMs: refused.untilMs }, deps.nowMs())) return
      const due = [...held.values()].filter((each) => isDue(each, deps.nowMs())).sort((a, b) => Number(b.notice.reason === 'urgent') - Number(a.notice.reason === 'urgent'))
      const before = refused
      let sent = 0
      for (const each of due) {
        if (signal.aborted || sent >= LIMITS.noticesAtOnceMax) return
        if (await attempt(each, mail, signal) === 'sent') sent += 1
        // Nobody there: the others would wait as long for the same.
        if (refused !== null && refused !== before) return
      }
    },
  }
}

/** A clock that went back makes nobody wait for it to come again. */
function isDue({ setMs, dueMs }: Pick<Held, 'setMs' | 'dueMs'>, now: number): boolean {
  return now >= dueMs || now < setMs
}

function retryMs(failures: number): number {
  return Math.min(RETRY_FIRST_MS * 2 ** (failures - 1), LIMITS.noticeRetryMinutesMax * MINUTE_MS)
}

type ToTell = 'over' | 'too-late' | 'not-yet' | { readonly choice: NoticeChoiceRow; readonly matter: Matter; readonly waiting: number }

/** What a notice says now: whoever took their choice back meanwhile, or has nothing due any more, is told nothing. */
async function toTell(deps: SenderDeps, { office, signKey, reason, day }: NoticeKey): Promise<ToTell> {
  const choice = await deps.read.noticeChoice(office, signKey)
  if (choice?.reasons.includes(reason) !== true) return 'over'
  const state = await deps.offices.current(office)
  const waiting = await deps.read.noticeWaiting({ office, signKey, reason, day })
  if (waiting === 0) return 'over'
  if (isTooLate(reason, day, deps.today(state.timeZone))) return 'too-late'
  if (reason === 'urgent') return { choice, waiting, matter: { reason, waiting } }
  const hour = hourOf(deps.nowMs(), state.timeZone)
  if (hour < LIMITS.noticeHour || isQuiet(hour, choice.quiet)) return 'not-yet'
  return await dailyToTell(deps, { state, choice, reason, waiting })
}

interface Daily {
  readonly state: OfficeState
  readonly choice: NoticeChoiceRow
  readonly reason: Exclude<NoticeKey['reason'], 'urgent'>
  readonly waiting: number
}

async function dailyToTell({ read, offices, today }: SenderDeps, { state, choice, reason, waiting }: Daily): Promise<ToTell> {
  const { office, signKey } = choice
  const counts = await read.dueCounts({ office, signKey, today: today(state.timeZone), readers: await offices.readersOf(state, signKey) })
  return reasonsFor([reason], counts).length === 0 ? 'over' : { choice, waiting, matter: { reason, counts } }
}

/** A day's notice is no news on the next; a page is tried for a day longer. */
function isTooLate(reason: NoticeKey['reason'], day: Day, today: Day): boolean {
  return day < (reason === 'urgent' ? addDays(today, -1) : today)
}
