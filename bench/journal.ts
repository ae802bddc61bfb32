import { base64url, randomBytes } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { brokenDays } from '#main/verify-journal.ts'
import { entryHash, useDigest } from '#sealing/proof/hash.ts'
import { checkProof, closedProof } from '#sealing/proof/proof-file.ts'
import { importServerKey } from '#sealing/proof/sign.ts'
import type { SignedEntry } from '#sealing/sealed/entry.ts'
import { batchTrees } from '#server/actions/batch-trees.ts'
import { closeDays, firstDayOf, type CloseDaysDeps } from '#server/actions/close-days.ts'
import { proofOf, type JournalDeps } from '#server/actions/journal.ts'
import { nativeDigest } from '#server/native-hash.ts'
import { openSqliteArchive } from '#server/store/sqlite-archive.ts'
import type { JournalRow, KeptEntry, LogRow, Reader } from '#server/store/store.ts'
import { timed, type Bench, type Figure } from './bench.ts'
import { withOffice } from './house.ts'
import { sealedReports } from './sealed-reports.ts'

const DAY_MS = 86_400_000
const DAYS = 100

/** The journal without a database: closing a day, a proof from it, and checking everything again. The code is the server's and `verify`'s. */
export const journal: Bench = {
  name: 'journal',
  async run(scale) {
    useDigest(nativeDigest)
    const from = await material()
    const large = scale.short ? 2000 : 100_000
    return [
      ...await oneDay(from, 1000), ...await oneDay(from, large),
      ...await manyDays(from, large / DAYS),
    ]
  },
}

interface Material {
  readonly office: string
  readonly firstDay: Day
  readonly genesis: SignedEntry
  /** Every entry is this one under another hash: nobody can tell commitments apart. */
  readonly entry: SignedEntry
  readonly serverKey: CloseDaysDeps['serverKey']
}

async function material(): Promise<Material> {
  return withOffice(async (started, session) => {
    const [report] = await sealedReports(await loadOffice({ origin: started.url, call: (call) => session.api.call(call) }, session.id), 1)
    const archive = await openSqliteArchive(started.data)
    try {
      const [genesis] = await archive.read.entries(session.id, 0, 1)
      if (report === undefined || genesis === undefined) throw new Error('nothing to work on')
      const { serverKeyPkcs8 } = await archive.read.installation()
      return { office: session.id, firstDay: await firstDayOf(archive.read, session.id), genesis, entry: report.entry, serverKey: await importServerKey(serverKeyPkcs8) }
    } finally {
      await archive.close()
    }
  })
}

interface House extends JournalDeps {
  readonly read: JournalDeps['read'] & CloseDaysDeps['read'] & Pick<Reader, 'wraps'>
  /** Lets days go by until this many are closed. */
  close(days: number): Promise<void>
}

/** A store in memory that keeps the same number of entries every day, and as its first one the report itself. */
function house({ office, firstDay, genesis, entry, serverKey }: Material, entriesADay: number): House {
  const rows: JournalRow[] = []
  const kept = new Map<Day, readonly KeptEntry[]>()
  const keptOn = (day: Day): readonly KeptEntry[] => {
    const found = kept.get(day) ?? Array.from({ length: entriesADay }, () => ({ ...entry, day, hash: base64url(randomBytes(32)) }))
    kept.set(day, found)
    return found
  }
  const read: House['read'] = {
    offices: async () => [office],
    log: async () => ({ kind: 'office', length: 1 }) as LogRow,
    wraps: async () => [],
    keptDay: async () => firstDay,
    entries: async (log) => [log === office ? genesis : entry],
    journalRoots: async () => rows,
    journalDay: async (_office, day) => rows.find((row) => row.day === day) ?? null,
    async* entriesKept(_office, _from, to) {
      if (to === firstDay) yield { ...entry, day: to, hash: entryHash(entry) }
      yield* keptOn(to)
    },
  }
  return {
    read,
    async close(days) {
      const nowMs = (): number => Date.parse(firstDay) + days * DAY_MS + DAY_MS / 2
      await closeDays({ read, serverKey, nowMs, offices: { current: async () => ({ timeZone: 'UTC' }) }, write: { keepJournalDay: async (row) => { rows.push(row); return true } } })
    },
  }
}

async function oneDay(from: Material, count: number): Promise<readonly Figure[]> {
  const { read, close } = house(from, count)
  // Made before the clock runs.
  await Array.fromAsync(read.entriesKept(from.office, null, from.firstDay))
  const closed = await timed(() => close(1))
  const deps = { read, trees: batchTrees() }
  const made = await timed(() => proofOf(deps, from.office, { log: 'report', seq: 0 }))
  const again = await timed(() => proofOf(deps, from.office, { log: 'report', seq: 0 }))
  const proof = await proofOf(deps, from.office, { log: 'report', seq: 0 })
  const checked = await timed(() => checkProof(proof))
  const name = `a day of ${count.toLocaleString('en')}`
  return [
    { name: `${name}: closed`, value: closed, unit: 'ms' },
    { name: `${name}: a proof, made`, value: made, unit: 'ms' },
    { name: `${name}: another, made`, value: again, unit: 'ms' },
    { name: `${name}: a proof file`, value: JSON.stringify(closedProof(proof), null, 1).length, unit: 'B' },
    ...(count === 1000 ? [{ name: 'a proof, checked', value: checked, unit: 'ms' } as const] : []),
  ]
}

async function manyDays(from: Material, entriesADay: number): Promise<readonly Figure[]> {
  const { read, close } = house(from, entriesADay)
  await close(DAYS)
  const verified = await timed(async () => {
    for await (const broken of brokenDays(read, Date.parse(from.firstDay) + 2 * DAYS * DAY_MS)) throw new Error(JSON.stringify(broken))
  })
  const proof = await proofOf({ read, trees: batchTrees() }, from.office, { log: 'report', seq: 0 })
  return [
    { name: `${DAYS} days of ${entriesADay.toLocaleString('en')}: verified`, value: verified, unit: 'ms' },
    { name: `${DAYS} days: a proof file`, value: JSON.stringify(closedProof(proof), null, 1).length, unit: 'B' },
  ]
}
