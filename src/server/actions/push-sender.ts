import * as v from 'valibot'
import { addDays } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import * as f from '#wire/fields.ts'
import { PushRefusedError, type PushPost } from '../push/post.ts'
import type { NoticeKey } from '../store/store-notices.ts'
import type { PushDeviceRow } from '../store/store-push.ts'
import type { Reader, Writer } from '../store/store.ts'
import type { Today } from './calendar.ts'
import type { OfficeBook } from './office-book.ts'
import { bytesOf } from './push.ts'

export interface PushSenderDeps {
  readonly read: Pick<Reader, 'isAnyUrgent' | 'noticeWaiting' | 'pushDevices'>
  readonly write: Pick<Writer, 'dropPushDevice' | 'endNotice' | 'leaseJobs' | 'noticeTold'>
  readonly offices: OfficeBook
  readonly today: Today
  readonly nowMs: () => number
  readonly push: PushPost | null
  readonly onEvent: (line: string) => void
}

interface Held {
  readonly job: number
  readonly notice: NoticeKey
  /** Browsers that have it, while others are tried again. */
  readonly told: Set<string>
  failures: number
  code: string
  setMs: number
  dueMs: number
}

const LEASE_SECONDS = 2 * 86_400
const MINUTE_MS = 60_000
const RETRY_FIRST_MS = 10_000
const payloads = v.object({ office: f.id, member: f.id, reason: v.literal('push'), day: f.day })

/**
 * Pages browsers: beside letters, and not held up by them. A member is paged at once and then at most once in ten minutes, in each of their browsers; one that its
 * push service no longer knows is forgotten. @see notice-sender.ts, which does the same by mail
 */
export class PushSender {
  readonly #deps: PushSenderDeps
  readonly #held = new Map<number, Held>()

  constructor(deps: PushSenderDeps) {
    this.#deps = deps
  }

  async round(signal: AbortSignal): Promise<void> {
    const { push, nowMs, write } = this.#deps
    if (push === null) return
    for (const { id, payload } of await write.leaseJobs(LIMITS.noticesHeldMax, LEASE_SECONDS, ['push'])) {
      const { office, member, reason, day } = v.parse(payloads, JSON.parse(payload))
      this.#held.set(id, { job: id, notice: { office, signKey: member, reason, day }, told: new Set(), failures: 0, code: 'not-tried', setMs: nowMs(), dueMs: nowMs() })
    }
    const due = [...this.#held.values()].filter(({ setMs, dueMs }) => nowMs() >= dueMs || nowMs() < setMs)
    for (const each of due.slice(0, LIMITS.noticesAtOnceMax)) {
      if (signal.aborted) return
      await this.#attempt(each, push, signal)
    }
  }

  async #attempt(each: Held, push: PushPost, signal: AbortSignal): Promise<void> {
    const { read, today, offices } = this.#deps
    const { office, signKey, day } = each.notice
    const state = await offices.current(office)
    const waiting = await read.noticeWaiting(each.notice)
    const devices = await read.pushDevices(office, signKey)
    if (waiting === 0) return this.#end(each, false)
    const isUrgent = await read.isAnyUrgent({ office, signKey, readers: await offices.readersOf(state, signKey) })
    if (devices.length === 0 || !isUrgent) return this.#end(each, true)
    if (each.failures >= LIMITS.noticeAttemptsMax || day < addDays(today(state.timeZone), -1)) return this.#giveUp(each)
    for (const device of devices) if (!each.told.has(device.device)) await this.#post(each, device, { push, signal })
    if (signal.aborted) return
    if (devices.some(({ device }) => !each.told.has(device))) return this.#again(each)
    each.told.clear()
    each.failures = 0
    await this.#deps.write.noticeTold({ notice: each.notice, told: waiting })
    this.#wait(each, LIMITS.pageEveryMinutes * MINUTE_MS)
  }

  async #post(each: Held, { office, signKey, device, endpoint, p256dh, auth, language }: PushDeviceRow, { push, signal }: { readonly push: PushPost; readonly signal: AbortSignal }): Promise<void> {
    try {
      const outcome = await push.send({ endpoint, language, p256dh: bytesOf(p256dh), auth: bytesOf(auth) }, signal)
      if (outcome === 'gone') await this.#deps.write.dropPushDevice({ office, signKey, device })
      each.told.add(device)
    } catch (error) {
      if (!(error instanceof PushRefusedError)) throw error
      each.code = error.code
    }
  }

  #again(each: Held): void {
    each.failures += 1
    this.#wait(each, Math.min(RETRY_FIRST_MS * 2 ** (each.failures - 1), LIMITS.noticeRetryMinutesMax * MINUTE_MS))
  }

  /** @param isDropped - whatever waits to be told */
  async #end(each: Held, isDropped: boolean): Promise<void> {
    if (await this.#deps.write.endNotice({ notice: each.notice, job: each.job, isDropped })) this.#held.delete(each.job)
    else this.#wait(each, 0)
  }

  async #giveUp(each: Held): Promise<void> {
    await this.#end(each, true)
    this.#deps.onEvent(`notice-given-up | push | ${each.code}`)
  }

  #wait(each: Held, forMs: number): void {
    each.setMs = this.#deps.nowMs()
    each.dueMs = each.setMs + forMs
  }
}
