import { base64url, randomBytes } from '#base/bytes.ts'
import { held } from '#server/actions/held.ts'
import type { LoginAttempt } from '#server/actions/login-attempts.ts'
import { startRecovery } from '#server/actions/recover.ts'
import { startSession } from '#server/actions/start-session.ts'
import { hash } from '#sealing/proof/hash.ts'
import type { MemberRow } from '#server/store/store.ts'
import { fileReport, firstMessage, loginOf, newOffice } from '#test/support/people.ts'
import { newWorld } from '#test/support/world.ts'
import { percentile, type Bench, type Figure } from './bench.ts'

/**
 * Whether a stranger can tell by the clock what is known here: unknown names and codes against known ones, by Welch's t over the
 * times of the very deeds that answer. Below 4.5 nothing was found with this many tries.
 * @see Reparaz, Balasch, Verbauwhede, "Dude, is my code constant time?" (2017)
 */
export const timing: Bench = {
  name: 'timing',
  async run({ short, tell }) {
    const endings: (() => Promise<void>)[] = []
    const world = await newWorld({ after: (end) => { endings.push(end) } })
    try {
      const pairs = await pairsOf(world)
      const tries = short ? 50 : 4000
      const figures: Figure[] = []
      for (const { name, known, unknown, isControl } of pairs) {
        tell(`timing: ${name}`)
        const { t, apartMs } = await difference(known, unknown, tries)
        figures.push({ name: `${name}: |t|`, value: t, unit: 'x', ...(short ? {} : isControl === true ? { least: T_SEEN } : { most: T_SEEN }) }, { name: `${name}: means apart`, value: apartMs, unit: 'ms' })
      }
      return figures
    } finally {
      for (const end of endings) await end()
    }
  },
}

interface Pair {
  readonly name: string
  readonly known: () => Promise<unknown>
  readonly unknown: () => Promise<unknown>
  /** Made to differ: a rig that does not see it sees nothing. */
  readonly isControl?: true
}

async function pairsOf(world: Awaited<ReturnType<typeof newWorld>>): Promise<readonly Pair[]> {
  const { office, admin, ...rest } = await newOffice(world)
  const of = { office, admin, ...rest }
  const report = await fileReport(world, of)
  for (let other = 0; other < OTHERS; other++) await fileReport(world, of)
  const { read } = world.store
  const { opaqueSetup } = await read.installation()
  const delays = { check: () => undefined, failed: () => undefined, succeeded: () => undefined }
  const refused = (deed: Promise<unknown>): Promise<unknown> => deed.catch(() => null)
  const recovery = (login: string) => refused(startRecovery(
    { read, delays, recoveries: held<MemberRow>(() => 0, 60) }, { office, login, token: base64url(hash(new Uint8Array(1))) }))
  const attempts = held<LoginAttempt>(() => 0, 60)
  const startLoginRequest = await firstMessage()
  const logIn = (login: string) => startSession({ read, opaqueSetup, attempts, delays }, { office, login, startLoginRequest })
  const stranger = base64url(randomBytes(32))
  // Everything that differs between the two is made beforehand.
  // Nowhere near the end of the table, where one code in as many as there are costs a second look.
  const [lookup, wrong, login] = [hash(report.lookup), hash(randomBytes(32)).fill(0x40, 0, 1), loginOf(admin)]
  return [
    { name: 'recovery code, by name', known: () => recovery(login), unknown: () => recovery(stranger) },
    { name: 'log-in, by name', known: () => logIn(login), unknown: () => logIn(stranger) },
    { name: 'receipt code', known: () => read.reportByAccess(lookup, wrong), unknown: () => read.reportByAccess(wrong, wrong) },
    { name: 'control, 5 µs more', known: () => slower(read.reportByAccess(lookup, wrong)), unknown: () => read.reportByAccess(lookup, wrong), isControl: true },
  ]
}

async function slower<T>(deed: Promise<T>): Promise<T> {
  const until = process.hrtime.bigint() + 5000n
  while (process.hrtime.bigint() < until) { /* for so long */ }
  return deed
}

/** What counts as seen. */
const T_SEEN = 4.5
/** Reports beside the one that is asked for. */
const OTHERS = 40
const WARM_UP = 200
/** The slowest are the machine's own business: another process, the collector. */
const KEPT_SHARE = 0.9

/** Both kinds are tried in turn, in an order that is drawn anew each time, so that whatever drifts hits both. */
async function difference(known: Pair['known'], unknown: Pair['unknown'], tries: number): Promise<{ readonly t: number; readonly apartMs: number }> {
  const times: [number[], number[]] = [[], []]
  for (let turn = -WARM_UP; turn < tries; turn++) {
    for (const which of (randomBytes(1)[0] ?? 0) % 2 === 0 ? [0, 1] as const : [1, 0] as const) {
      const before = process.hrtime.bigint()
      await (which === 0 ? known() : unknown())
      const took = Number(process.hrtime.bigint() - before)
      if (turn >= 0) times[which].push(took)
    }
  }
  const most = percentile([...times[0], ...times[1]].sort((a, b) => a - b), KEPT_SHARE)
  const [a, b] = [moments(times[0].filter((time) => time <= most)), moments(times[1].filter((time) => time <= most))]
  const apart = Math.abs(a.mean - b.mean)
  return { t: apart / Math.sqrt(a.variance / a.count + b.variance / b.count), apartMs: apart / 1e6 }
}

function moments(values: readonly number[]): { readonly mean: number; readonly variance: number; readonly count: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, count: values.length, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) }
}
