// `npm run test:phone`: calls through a real Asterisk, with the configuration of deploy/asterisk, from sipp: keys, speech, a code that is keyed in, hanging up; then
// what handlers hear, a search for number, speech and code through everything that was written, and what strace saw the line do to files meanwhile. It takes
// Debian's newer suite, so it is no part of `npm test`, which has a telephone of its own. Where it cannot run it fails and says so: nothing was checked then.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { putLine } from '#clients/member/channels.ts'
import { fetchLogFile } from '#clients/member/log-file.ts'
import { listQueue } from '#clients/member/queue.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import type { Session } from '#clients/member/session.ts'
import { startWithOffice } from '#test/support/client.ts'
import { findBytes } from '#test/support/find-bytes.ts'
import { voiceLike } from '#test/support/phone-line.ts'
import { untilTone } from '#test/support/phone-talk.ts'
import { freePort, type Postern } from '#test/support/postern.ts'
import { ASTERISK, TestPhone, writePrompts } from '#test/support/test-phone.ts'
import { filesIn } from '#test/support/written.ts'
import { cpuMs } from '#bench/processes.ts'
import { missing } from '#tools/cleaning/run.ts'
import { fetchAsterisk, fetched, startAsterisk } from './asterisk.ts'
import { scenario, type Dialled } from './scenario.ts'
import { watched } from './watched.ts'

const CLI = fileURLToPath(import.meta.resolve('#main/cli.ts'))
const LEAKY = new URL('leaky.mjs', import.meta.url).href
const [SECRET, FROM, SERVICE] = ['secret of the tool', '441632960961', '4930']
/** Of the line that Asterisk names by a parameter. It speaks one language, and so asks for none. */
const [NAMED, NAMED_SERVICE] = ['harbour', '4931']
const SECONDS = 12
const FOUND_WITHIN_MS = 30_000
const AT_ONCE = 10
const CHECKS = 10

const lacking = missing(['apt-get', 'dpkg-deb'])
const root = lacking.length === 0 ? fetchAsterisk() : null
if (root === null) {
  console.error(lacking.length > 0 ? `Nothing was checked: ${lacking.join(', ')} missing.` : 'Nothing was checked: Asterisk cannot be fetched from Debian’s newer suite.')
  console.log(`\n0 passed, 0 failed, ${CHECKS} skipped`)
  process.exit(1)
}

const folder = mkdtempSync(join(tmpdir(), 'postern-asterisk-'))
const endings: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })]
const checks: (readonly [string, boolean])[] = []
try {
  await everything(root)
} finally {
  for (const end of endings.toReversed()) await end()
}
for (const [what, holds] of checks) console.log(`${holds ? '✔' : '✖'} ${what}`)
const failed = checks.filter(([, holds]) => !holds).length
console.log(`\n${checks.length - failed} passed, ${failed} failed, ${CHECKS - checks.length} skipped`)
process.exitCode = failed === 0 && checks.length === CHECKS ? 0 : 1

interface Scene {
  readonly root: string
  readonly postern: Postern
  readonly session: Session
  readonly line: Line
  readonly asterisk: ChildProcess
  readonly sipPort: number
}

interface Line { readonly url: string; readonly pid: number; readonly told: () => string }

async function everything(asteriskRoot: string): Promise<void> {
  const { postern, session } = await startWithOffice({ after: (end: () => unknown) => endings.push(end) } as unknown as TestContext)
  const [linePort, sipPort] = [await freePort(), await freePort()]
  writePrompts(join(folder, 'prompts'))
  const [web] = session.office().channels
  const common = { number: '030 1234567', channel: web?.channel ?? '', hours: null, person: null, greeting: null } as const
  await putLine(session, { ...common, line: 'main', languages: ['en', 'zh'] })
  await putLine(session, { ...common, line: NAMED, languages: ['en'] })
  const line = await startLine(postern.url, linePort)
  const asterisk = await startAsterisk({ root: asteriskRoot, folder, linePort, secret: SECRET, sipPort, named: { line: NAMED, service: NAMED_SERVICE } })
  endings.push(() => asterisk.kill('SIGKILL'))
  const scene: Scene = { root: asteriskRoot, postern, session, line, asterisk, sipPort }
  const needles = await twoCalls(scene)
  await named(scene)
  await leak(scene)
  await many(scene)
  await nowhere(scene, needles)
  checks.push([`the line found nothing wrong${line.told() === '' ? '' : `: ${line.told()}`}`, line.told() === ''])
}

async function startLine(to: string, port: number, env: Readonly<Record<string, string>> = {}): Promise<Line> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, 'line', '--to', to, '--port', String(port), '--prompts', join(folder, 'prompts'), '--json'],
    { env: { ...process.env, POSTERN_LINE_SECRET: SECRET, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  endings.push(() => child.kill('SIGTERM'))
  let told = ''
  child.stderr.on('data', (piece: Buffer) => { told += piece.toString() })
  const [ready] = await once(child.stdout, 'data') as [Buffer]
  const { url, pid } = JSON.parse(ready.toString()) as { url: string; pid: number }
  return { url, pid, told: () => told }
}

/** One tells a report through Asterisk; the other, whose code we hear, told theirs before and adds to it through Asterisk, keying the code in. */
async function twoCalls(scene: Scene): Promise<readonly Buffer[]> {
  const { root: from, line, session } = scene
  const own = await TestPhone.call(line.url, ASTERISK, { authorization: `Basic ${Buffer.from(`postern:${SECRET}`).toString('base64')}` })
  const code = await untilTone(own)
  const [first, said, added] = [voiceLike(2, 5), voiceLike(SECONDS, 3), voiceLike(SECONDS, 4)]
  own.say(first)
  own.press('#2')
  await own.hear('[thanks]')
  const { result, written, seen } = await watched(from, { pid: line.pid, out: join(folder, 'strace') }, async () => {
    // Language, report, consent, code noted, nobody in danger; then the tone is waited for.
    const told = sipp(scene, { said, keys: [['1', 1500], ['1', 1500], ['1', 4000], ['1', 2000], ['2', 3000]] })
    // Language, the code; once it is opened: add.
    const back = sipp(scene, { said: added, keys: [['1', 1500], ['2', 1500], [code, 30_000], ['3', 3000]] })
    return Promise.all([told, back])
  })
  rmSync(join(folder, 'strace'))
  checks.push(['Asterisk takes both calls and hands them on', result.every((status) => status === 0)])
  checks.push(['what was said arrives to the sample, although the caller hung up', await arrived(session, said)])
  checks.push(['the code is keyed in through Asterisk, and what is added arrives to the sample', await arrived(session, added)])
  checks.push([`during two calls the line opens nothing for writing but sockets (${seen} calls of the kernel seen)${written.length === 0 ? '' : `: ${written[0]}`}`, seen > 0 && written.length === 0])
  return [Buffer.from(FROM), Buffer.from(code), ...[first, said, added].map((samples) => Buffer.from(samples.subarray(4000, 4064)))]
}

/** Were the line not named, the first key would choose a language, and each later one answer the question before. */
async function named(scene: Scene): Promise<void> {
  const said = voiceLike(SECONDS, 6)
  const status = await sipp(scene, { said, service: NAMED_SERVICE, keys: [['1', 1500], ['1', 4000], ['1', 2000], ['2', 3000]] })
  checks.push(['a line that Asterisk names by a parameter takes the call as its own', status === 0 && await arrived(scene.session, said)])
}

/** The control: a line that does write a file is caught at it. */
async function leak({ root: from, postern }: Scene): Promise<void> {
  const leaky = await startLine(postern.url, await freePort(), { NODE_OPTIONS: `--import=${LEAKY}`, POSTERN_LEAK: join(folder, 'leak') })
  const { written } = await watched(from, { pid: leaky.pid, out: join(folder, 'strace-control') }, () => pause(1500))
  checks.push(['control: a line that writes a file is seen to', written.some((line) => line.includes(join(folder, 'leak')))])
  for (const name of ['leak', 'strace-control']) rmSync(join(folder, name), { force: true })
}

/** What the processors do for a call. */
async function many(scene: Scene): Promise<void> {
  const { asterisk, line } = scene
  const before = [cpuMs(asterisk.pid ?? 0), cpuMs(line.pid)]
  const status = await sipp(scene, { said: voiceLike(SECONDS, 9), keys: [['1', 1500], ['1', 1500], ['1', 9000], ['1', 2000], ['2', 3000]], calls: AT_ONCE })
  const [ofAsterisk = 0, ofLine = 0] = [cpuMs(asterisk.pid ?? 0), cpuMs(line.pid)].map((now, index) => (now - (before[index] ?? 0)) / AT_ONCE)
  checks.push([`${AT_ONCE} calls at once are taken`, status === 0])
  console.log(`${AT_ONCE} calls of half a minute: Asterisk ${ofAsterisk.toFixed(0)} ms of a core each, the line ${ofLine.toFixed(0)} ms`)
}

/** @returns how sipp ended */
async function sipp({ root: from, sipPort }: Scene, { said, keys, calls = 1, service = SERVICE }: { readonly said: Uint8Array; readonly keys: Dialled['keys']; readonly calls?: number; readonly service?: string }): Promise<number> {
  const place = mkdtempSync(join(folder, 'sipp-'))
  const [soundPath, scenarioPath] = [join(place, 'said.ulaw'), join(place, 'call.xml')]
  writeFileSync(soundPath, said)
  writeFileSync(scenarioPath, scenario({ from: FROM, soundPath, soundMs: (SECONDS + 1) * 1000, keys }))
  const [program, ...args] = fetched(from, 'usr/bin/sipp')
  const [port, mediaPort] = [await freePort(), await freePort()]
  const child = execFile(program, [...args, `127.0.0.1:${sipPort}`, '-i', '127.0.0.1', '-p', String(port), '-mi', '127.0.0.1', '-mp', String(mediaPort - (mediaPort % 2)), '-sf', scenarioPath, '-m', String(calls), '-l', String(calls), '-r', String(calls), '-s', service, '-timeout', '120', '-nostdin'],
    { cwd: place, maxBuffer: 64 * 2 ** 20 })
  const [status] = await once(child, 'close') as [number]
  // It is the caller's own, and says all that the search looks for.
  rmSync(place, { recursive: true })
  return status
}

async function arrived(session: Session, said: Uint8Array): Promise<boolean> {
  for (const until = Date.now() + FOUND_WITHIN_MS; Date.now() < until; await pause(500)) if ((await recordings(session)).some((samples) => samples.includes(said))) return true
  return false
}

async function recordings(session: Session): Promise<Buffer[]> {
  const all: Buffer[] = []
  for (const { id } of (await listQueue(session)).lines) {
    const { conversation } = await openReportAsHandler(session, id)
    for (const attachment of conversation.turns.flatMap(({ files = [] }) => files)) {
      all.push(Buffer.from(await (await fetchLogFile(session, id, { attachment, signal: new AbortController().signal, onProgress: () => {} })).blob.arrayBuffer()))
    }
  }
  return all
}

async function nowhere({ postern }: Scene, needles: readonly Buffer[]): Promise<void> {
  const look = (): string[] => [...filesIn(folder), ...filesIn(postern.data)].filter((path) => findBytes(readFileSync(path), needles).length > 0)
  // What the last calls sent may still be put where it belongs: a file that went meanwhile lies elsewhere now, so all are looked at anew.
  const found = async (): Promise<string[]> => {
    for (const until = Date.now() + FOUND_WITHIN_MS; ; await pause(500)) {
      try {
        return look()
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || Date.now() > until) throw error
      }
    }
  }
  const written = await found()
  checks.push([`number, code and speech stand in no file of Asterisk’s, the line’s or the server’s${written.length === 0 ? '' : `: ${written.join(' ')}`}`, written.length === 0])
  const planted = needles.map((needle, index) => [join(folder, `planted-${index}`), needle] as const)
  for (const [path, needle] of planted) writeFileSync(path, needle)
  const seen = await found()
  checks.push(['control: each of them is found where it is put', planted.every(([path]) => seen.includes(path))])
}
