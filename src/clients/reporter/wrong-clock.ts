import { isDay, type Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'

/**
 * The office's day, where this device's calendar is wrong by more than a day and the server said so. A reporter with a wrong clock is not
 * sent away: the entry is signed again with the office's day. What a reporter's date could prove, the server's acknowledgement proves too.
 */
export function dayInstead(error: unknown): Day | null {
  if (!(error instanceof Refusal) || error.code !== 'wrong-day') return null
  const { today } = error.details
  return typeof today === 'string' && isDay(today) ? today : null
}
