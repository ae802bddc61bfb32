import { Refusal } from '#base/refusal.ts'
import { ruleOf } from '#domain/kinds.ts'
import { parseLogStanza } from '#sealing/sealed/age-header.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import type { LogRow, Reader } from '../store/store.ts'

/**
 * The salts of the logs that were written to lately. A salt used twice under one log key would give away fileKey₁ ⊕ fileKey₂ to
 * whoever stores both bodies, so the second is refused. Known weakness: logs of more than `ENTRIES_MAX` entries are not looked
 * through here; every client looks through all of them.
 */
export interface SaltBook {
  /** @throws Refusal `bad-chain` if the log has a body under this salt in this generation of its key. */
  checkNew(row: LogRow, generation: number, salt: string): Promise<void>
}

const LOGS_HELD_MAX = 10_000
const ENTRIES_MAX = 256
const PAGE = 16

interface Held {
  readonly salts: Set<string>
  length: number
}

export function saltBook(read: Pick<Reader, 'entries'>): SaltBook {
  const held = new Map<string, Held>()
  return {
    async checkNew({ log, length }, generation, salt) {
      if (length > ENTRIES_MAX) return
      const known = held.get(log) ?? { salts: new Set<string>(), length: 0 }
      held.delete(log)
      held.set(log, known)
      if (held.size > LOGS_HELD_MAX) forgetOldest(held)
      while (known.length < length) await readMore(read, log, known)
      if (known.salts.has(`${generation}:${salt}`)) throw new Refusal('bad-chain', { member: 'salt' })
    },
  }
}

async function readMore(read: Pick<Reader, 'entries'>, log: string, known: Held): Promise<void> {
  const from = known.length
  const entries = await read.entries(log, from, PAGE)
  if (entries.length === 0) throw new Error('a log is shorter than its row says')
  for (const { header, body } of entries) {
    if (ruleOf(parseHeader(header).kind).clear) continue
    const { generation, salt } = parseLogStanza(body)
    known.salts.add(`${generation}:${salt}`)
  }
  known.length = Math.max(known.length, from + entries.length)
}

function forgetOldest(held: Map<string, Held>): void {
  const [oldest] = held.keys()
  if (oldest !== undefined) held.delete(oldest)
}
