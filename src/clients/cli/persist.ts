import { setTimeout as pause } from 'node:timers/promises'
import { Refusal } from '#base/refusal.ts'

const ATTEMPTS_MAX = 3
const PAUSE_MS = 1000

/** For deeds that may be sent twice and are done once: a lost answer is asked for by sending again. */
export async function persist<T>(deed: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await deed()
    } catch (error) {
      if (!isLost(error) || attempt === ATTEMPTS_MAX) throw error
      await pause(attempt * PAUSE_MS)
    }
  }
}

/** Whether it is not known if the server did what was asked. */
export function isLost(error: unknown): boolean {
  return error instanceof Refusal && (error.code === 'unreachable' || error.code === 'busy')
}
