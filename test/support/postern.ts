// Postern as a stranger starts it: the real processes on a free port, with a data folder of their own.
//
//   const postern = await startPostern(context, { demo: true })
//   const page = await chromium.newPage()
//   await page.goto(postern.url)
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FLAGS = ['--disable-warning=ExperimentalWarning']
// A demonstration takes some seconds on a quiet machine, and a minute on a crowded one.
const READY_WITHIN_MS = 180_000
const STOP_WITHIN_MS = 20_000

export interface DemoMember {
  readonly name: string
  readonly passphrase: string
  readonly totpSecret: string
  readonly recoveryCode: string
  readonly roles: readonly string[]
}

/** The line that `start --json` prints once it listens. */
export interface Ready {
  readonly ready: true
  readonly url: string
  readonly setupUrl: string | null
  readonly demo: { readonly office: string; readonly members: readonly DemoMember[] } | null
}

export interface PosternOptions {
  readonly demo?: boolean
  /** An existing data folder, as for a second start; without it a new one, removed when the test ends. */
  readonly data?: string
  readonly database?: string
  readonly blobs?: string
  readonly port?: number
  readonly env?: Readonly<Record<string, string>>
  /** What is started instead of Postern; only for testing this file. */
  readonly program?: string
}

export interface Postern extends Ready {
  readonly data: string
  readonly port: number
  readonly pid: number
  /** Everything it has written to stderr so far. */
  readonly errors: () => string
  /** Asks it to end and waits until it has. @throws Error if it ends with anything but 0, or not in time. */
  stop(): Promise<void>
  /** Ends all its processes at once, as a power cut would. */
  kill9(): Promise<void>
  /** Settles once all its processes have ended, whoever ended them. */
  readonly ended: Promise<unknown>
}

/** Starts Postern; it ends with the test. @throws Error with what it printed, if it does not get ready. */
export async function startPostern(test: TestContext, options: PosternOptions = {}): Promise<Postern> {
  const port = options.port ?? await freePort()
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'postern-data-'))
  const child = spawn(process.execPath, [...FLAGS, options.program ?? join(ROOT, 'src/main/cli.ts'), 'start', '--json',
    '--host', '127.0.0.1', '--port', String(port), '--data', data, ...flagsOf(options)],
  // A group of its own, so that one signal reaches all its processes.
  { cwd: ROOT, env: { ...process.env, ...options.env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString() })
  const ended = new Promise<number | null>((resolve) => { child.once('close', (code) => resolve(code)) })
  const kill9 = async (): Promise<void> => { killGroup(child); await ended }
  // One hook, because hooks run in the order they were made: the folder goes only after the processes that write to it.
  test.after(async () => {
    await kill9()
    if (options.data === undefined) rmSync(data, { recursive: true, force: true, maxRetries: 5 })
  })
  const onExit = (): void => killGroup(child)
  process.once('exit', onExit)
  void ended.then(() => process.removeListener('exit', onExit))
  const ready = await Promise.race([readyLine(child), late(), ended.then(() => null)])
  if (ready === null) {
    await kill9()
    throw new Error(`Postern did not get ready:\n${errors}`)
  }
  return { ...ready, data, port, pid: child.pid ?? 0, errors: () => errors, stop: () => stopped(child, ended), kill9, ended }
}

export interface CommandResult { readonly code: number | null; readonly out: string; readonly errors: string }

/** Runs one command, as in `runPostern(['report', 'read', '--to', url, '--receipt', code, '--json'])`; `env` is added to our own. */
export function runPostern(args: readonly string[], input = '', env: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...FLAGS, join(ROOT, 'src/main/cli.ts'), ...args], { cwd: ROOT, env: { ...process.env, ...env }, stdio: 'pipe' })
    let [out, errors] = ['', '']
    // A piece may end inside a character.
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => { out += chunk })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => { errors += chunk })
    child.stdin.on('error', () => { /* a command that reads nothing may be gone before all is written */ })
    child.stdin.end(input)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, errors }))
  })
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => { server.close(resolve) })
  return port
}

function flagsOf({ demo, database, blobs }: PosternOptions): string[] {
  return [
    ...(demo === true ? ['--demo'] : []),
    ...(database === undefined ? [] : ['--database', database]),
    ...(blobs === undefined ? [] : ['--blobs', blobs]),
  ]
}

function readyLine(child: ChildProcess): Promise<Ready> {
  return new Promise((resolve) => {
    let out = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const line = out.split('\n').slice(0, -1).find((each) => each.startsWith('{"ready":true'))
      if (line !== undefined) resolve(JSON.parse(line) as Ready)
    })
  })
}

function late(): Promise<null> {
  return new Promise((resolve) => { setTimeout(resolve, READY_WITHIN_MS, null).unref() })
}

async function stopped(child: ChildProcess, ended: Promise<number | null>): Promise<void> {
  const patience = setTimeout(() => killGroup(child), STOP_WITHIN_MS)
  child.kill('SIGTERM')
  const code = await ended
  clearTimeout(patience)
  if (code !== 0) throw new Error(`Postern ended with ${code ?? 'a signal, because it did not stop in time'}`)
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has already ended.
  }
}
