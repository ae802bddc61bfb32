import type { Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'

/** What a member's desk said a moment ago. */
export interface Presence {
  readonly signKey: string
  readonly generation: number
  /** By the member's clock. */
  readonly atMs: number
  /** Null of whoever left: what they sent before they did, and which comes later, does not bring them back. */
  readonly bytes: Bytes | null
}

/**
 * [Note: Presence] Who is at which report stands in memory, for seconds, and in no row: a time in a row would be told by every back-up. A node knows what it was
 * told itself; with several, the proxy sends whatever is about one report to one of them (docs/running.md).
 */
export interface Presences {
  /** @returns whether the member is there now, by this or by what they said since: not where it comes behind their end, or is of another key than what is held */
  put(log: string, presence: Presence & { readonly bytes: Bytes }): boolean
  end(log: string, signKey: string): void
  at(log: string): readonly (Presence & { readonly bytes: Bytes })[]
  /** Drops what is over. */
  forget(): void
}

/** What was said before something else, or is said once more by whoever left. */
function isOlder(presence: Presence, before: Presence): boolean {
  return presence.atMs < before.atMs || (presence.atMs === before.atMs && before.bytes === null)
}

interface Held extends Presence {
  readonly log: string
  readonly endsMs: number
}

export function presences(nowMs: () => number): Presences {
  /** The oldest first, and by report. */
  const held = new Map<string, Held>()
  const byLog = new Map<string, Set<string>>()

  function drop(name: string, { log }: Held): void {
    held.delete(name)
    const names = byLog.get(log)
    names?.delete(name)
    if (names?.size === 0) byLog.delete(log)
  }

  function forget(): void {
    for (const [name, each] of held) {
      if (each.endsMs > nowMs() && held.size <= LIMITS.presenceHeldMax) return
      drop(name, each)
    }
  }

  function hold(log: string, presence: Presence): boolean {
    const name = `${log} ${presence.signKey}`
    const before = held.get(name)
    if (before !== undefined && before.endsMs > nowMs() && isOlder(presence, before)) return before.bytes !== null && before.generation === presence.generation
    if (before !== undefined) drop(name, before)
    held.set(name, { ...presence, log, endsMs: nowMs() + LIMITS.presenceSeconds * 1000 })
    byLog.set(log, (byLog.get(log) ?? new Set()).add(name))
    forget()
    return presence.bytes !== null
  }

  return {
    put: hold, forget,
    end(log, signKey) {
      const before = held.get(`${log} ${signKey}`)
      if (before !== undefined) hold(log, { ...before, bytes: null })
    },
    at: (log) => [...byLog.get(log) ?? []].flatMap((name) => {
      const { signKey, generation, atMs, bytes, endsMs } = held.get(name) ?? { bytes: null, endsMs: 0, signKey: '', generation: 0, atMs: 0 }
      return bytes === null || endsMs <= nowMs() ? [] : [{ signKey, generation, atMs, bytes }]
    }),
  }
}
