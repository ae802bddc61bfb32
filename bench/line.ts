import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { listQueue } from '#clients/member/queue.ts'
import type { Session } from '#clients/member/session.ts'
import { findParts } from '#clients/phone/spoken/parts.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import { httpApi, type Api } from '#clients/transport/api.ts'
import { deriveReporter } from '#sealing/plain/receipt.ts'
import { lengthenPrompt, writePrompts } from '#test/support/test-phone.ts'
import { percentile, type Bench, type Figure, type Scale } from './bench.ts'
import { freePort, withOffice } from './house.ts'
import type { Called } from './line/phones.ts'
import { callers, startLine, type StartedLine } from './line/started.ts'
import { cpuMs, memoryMb } from './processes.ts'

const WHOLE = { calls: [20, 50, 100], speakSeconds: 30, speed: 1, killed: 20 } as const
const SHORT = { calls: [2], speakSeconds: 6, speed: 10, killed: 2 } as const
/** As long as the notice is when a program speaks it: other sound must come behind the first sixteen seconds. */
const NOTICE_SECONDS = 25
/** Callers hang up so far apart, for each of them. */
const SPREAD_MS = 200
const SEEN_EVERY_MS = 100
const FOUND_WITHIN_MS = 60_000
/** Killed so long after the last caller began to speak: in the middle of a part. */
const KILLED_AFTER_MS = 12_700
/** The control: the line stands still for so long, in the middle of the notice. */
const [STALLED_AFTER_MS, STALLED_MS] = [4000, 30_000]

interface Scene {
  readonly api: Api
  readonly session: Session
  readonly office: TrustedOffice
  readonly sizes: typeof WHOLE | typeof SHORT
  readonly scale: Scale
  readonly start: () => Promise<StartedLine>
}

/** A telephone line under many calls at once: callers of ours in real time, in a process of their own, over a real line and server on the same cores. */
export const line: Bench = {
  name: 'line',
  run: (scale) => withOffice(async (started, session) => {
    const api = httpApi(started.url)
    const prompts = writePrompts(join(started.data, 'prompts'))
    lengthenPrompt(prompts, 'notice', NOTICE_SECONDS)
    const start = async (): Promise<StartedLine> => startLine(started.url, prompts, await freePort())
    const scene: Scene = { api, session, office: await loadOffice(api, session.id), sizes: scale.short ? SHORT : WHOLE, scale, start }
    const figures: Figure[] = []
    for (const calls of scene.sizes.calls) figures.push(...await atOnce(scene, calls))
    return [...figures, ...await killed(scene), ...await stalled(scene)]
  }),
}

async function atOnce(scene: Scene, calls: number): Promise<readonly Figure[]> {
  const { scale, sizes: { speakSeconds, speed }, start } = scene
  scale.tell(`line: ${calls} calls`)
  const running = await start()
  try {
    const callersDone = new AbortController()
    const seen = watchQueue(scene.session, calls, callersDone.signal)
    const [restMb, beforeMs] = [memoryMb(running.pid).resident, cpuMs(running.pid)]
    let [spokeFrom, spokeCpuMs, mostMb] = [0, 0, restMb]
    const asking = setInterval(() => { mostMb = Math.max(mostMb, memoryMb(running.pid).resident) }, 500)
    const called = await callers({ url: running.url, calls, spreadMs: calls * SPREAD_MS, speakSeconds, speed }, (what) => {
      if (what === 'speaking') [spokeFrom, spokeCpuMs] = [performance.now(), cpuMs(running.pid)]
    })
    clearInterval(asking)
    callersDone.abort()
    const share = (cpuMs(running.pid) - spokeCpuMs) / (performance.now() - spokeFrom)
    const spokenMinutes = called.reduce((sum, { saidSeconds }) => sum + saidSeconds, 0) / 60
    const sightings = await seen
    const found = await arrivals(scene, called, sightings)
    const arrived = found.flatMap(({ afterMs }) => afterMs ?? [])
    const totalMs = cpuMs(running.pid) - beforeMs
    const name = `${calls} calls`
    return [
      { name: `${name}: arrived, of those that spoke`, value: found.length, unit: 'reports', least: calls },
      { name: `${name}: seen in the queue a minute after the last hung up`, value: arrived.length, unit: 'reports', least: calls },
      { name: `${name}: the line's CPU a call, code and all`, value: totalMs / calls, unit: 'ms' },
      { name: `${name}: the line's CPU a minute of speech`, value: totalMs / spokenMinutes, unit: 'ms' },
      { name: `${name}: the line's share of a core, all speaking`, value: share, unit: 'x', ...(scale.short ? {} : { most: 1 }) },
      { name: `${name}: memory, at most`, value: mostMb, unit: 'MB' },
      { name: `${name}: memory a call`, value: (mostMb - restMb) / calls, unit: 'MB' },
      ...heardBy(name, called, { most: scale.short ? undefined : 25 }),
      ...spread(`${name}: hung up to seen in the queue`, arrived, { most: scale.short ? undefined : 5000 }),
    ]
  } finally {
    await running.stop()
  }
}

/** What callers noticed. @param budget - of the gap between frames that one in a hundred exceeds */
function heardBy(name: string, called: readonly Called[], { most }: { readonly most: number | undefined }): readonly Figure[] {
  const answers = called.flatMap(({ answersMs }) => answersMs).sort((a, b) => a - b)
  const codes = called.map(({ codeMs }) => codeMs).sort((a, b) => a - b)
  const frames = called.reduce((sum, { listened }) => sum + listened.frames, 0)
  const late = called.flatMap(({ listened }) => listened.lateMs).sort((a, b) => a - b)
  const slack = Math.min(...called.map(({ listened: { slackMs } }) => slackMs ?? Infinity))
  // All that were not late came when they were due.
  const gap = (share: number): number => late[late.length - Math.ceil(frames * (1 - share))] ?? FRAME_MS
  return [
    { name: `${name}: key to first sound, median`, value: percentile(answers, 0.5), unit: 'ms' },
    { name: `${name}: key to first sound, p99`, value: percentile(answers, 0.99), unit: 'ms' },
    { name: `${name}: agreed to code, median`, value: percentile(codes, 0.5), unit: 'ms' },
    { name: `${name}: agreed to code, longest`, value: codes.at(-1) ?? Number.NaN, unit: 'ms' },
    { name: `${name}: gap between frames, median`, value: gap(0.5), unit: 'ms' },
    { name: `${name}: gap between frames, p99`, value: gap(0.99), unit: 'ms', ...(most === undefined ? {} : { most }) },
    { name: `${name}: gap between frames, longest`, value: late.at(-1) ?? FRAME_MS, unit: 'ms' },
    { name: `${name}: sound came before it was needed, at least`, value: slack, unit: 'ms' },
  ]
}

const FRAME_MS = 20

function spread(name: string, valuesMs: readonly number[], { most }: { readonly most: number | undefined }): readonly Figure[] {
  const sorted = [...valuesMs].sort((a, b) => a - b)
  return [
    { name: `${name}, median`, value: percentile(sorted, 0.5), unit: 'ms' },
    { name: `${name}, p95`, value: percentile(sorted, 0.95), unit: 'ms', ...(most === undefined ? {} : { most }) },
  ]
}

/** When a handler who looks every tenth of a second saw each report first. Ends once so many new ones were seen, or a minute after the last caller hung up. */
async function watchQueue(session: Session, wanted: number, done: AbortSignal): Promise<ReadonlyMap<string, number>> {
  const old = new Set((await listQueue(session, { limit: 200 })).lines.map(({ id }) => id))
  const seen = new Map<string, number>()
  let doneMs = Infinity
  done.addEventListener('abort', () => { doneMs = performance.now() }, { once: true })
  while (seen.size < wanted && performance.now() - doneMs < FOUND_WITHIN_MS) {
    await pause(SEEN_EVERY_MS)
    // Days are not told apart by the hour: what came before may stand in front.
    const { lines } = await listQueue(session, { limit: old.size + wanted })
    for (const { id } of lines) {
      if (old.has(id) || seen.has(id)) continue
      seen.set(id, Date.now())
    }
  }
  return seen
}

interface Arrival { readonly afterMs: number | null }

/** Every report that opens with the code that its caller heard, and how long after hanging up a handler saw it. */
async function arrivals({ api, office }: Scene, called: readonly Called[], seen: ReadonlyMap<string, number>): Promise<Arrival[]> {
  const all: Arrival[] = []
  for (const { code, endedMs } of called) {
    const opened = await openReport(api, office, await deriveReporter(code, office.salt)).catch(() => null)
    if (opened === null) continue
    const seenMs = seen.get(opened.report)
    all.push({ afterMs: seenMs === undefined ? null : Math.max(0, seenMs - endedMs) })
  }
  return all
}

/** SIGKILL while everybody speaks; what their codes find of it then. */
async function killed({ api, office, scale, sizes, start }: Scene): Promise<readonly Figure[]> {
  scale.tell('line: killed in mid-speech')
  const running = await start()
  const called = await callers({ url: running.url, calls: sizes.killed, spreadMs: 0, speakSeconds: null, speed: sizes.speed }, (what) => {
    if (what === 'speaking') setTimeout(() => process.kill(running.pid, 'SIGKILL'), KILLED_AFTER_MS)
  })
  await running.stop()
  const lostMs: number[] = []
  for (const { code, saidSeconds } of called) {
    const { unsent } = await findParts(api, await deriveReporter(code, office.salt), 0)
    lostMs.push((saidSeconds - (unsent?.samples.length ?? 0) / 8000) * 1000)
  }
  lostMs.sort((a, b) => a - b)
  return [
    { name: `killed with ${sizes.killed} speaking: lost of each, median`, value: percentile(lostMs, 0.5), unit: 'ms' },
    { name: `killed with ${sizes.killed} speaking: lost, most`, value: lostMs.at(-1) ?? Number.NaN, unit: 'ms', ...(scale.short ? {} : { most: 7000 }) },
  ]
}

/** The control: a line that stands still in the middle of a prompt is noticed, or nothing above means anything. */
async function stalled({ scale, sizes: { speed }, start }: Scene): Promise<readonly Figure[]> {
  scale.tell('line: control')
  const running = await start()
  try {
    const called = await callers({ url: running.url, calls: 2, spreadMs: 0, speakSeconds: 1, speed }, (what) => {
      if (what !== 'notice') return
      setTimeout(() => process.kill(running.pid, 'SIGSTOP'), STALLED_AFTER_MS / speed)
      setTimeout(() => process.kill(running.pid, 'SIGCONT'), (STALLED_AFTER_MS + STALLED_MS) / speed)
    })
    const longest = Math.max(FRAME_MS, ...called.flatMap(({ listened }) => listened.lateMs))
    return [{ name: 'control, a line that stands still: gap between frames, longest', value: longest, unit: 'ms', least: 500 }]
  } finally {
    await running.stop()
  }
}
