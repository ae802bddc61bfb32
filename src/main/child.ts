import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Trouble, type TroubleReason } from './trouble.ts'

/**
 * The two processes of a start, and how they speak with the one that started them: options go in and "ready" comes out over a
 * channel of their own, so that no password stands in a list of processes.
 */
export type FromChild<R> =
  | { readonly ready: R }
  | { readonly trouble: { readonly reason: TroubleReason; readonly facts: Readonly<Record<string, string>> } }

export interface Child<R> {
  readonly ready: R
  /** Resolves when the process has ended, by itself or not. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

const ROOT = new URL('../../', import.meta.url)
/**
 * Compiled modules are kept beside what else is built: with them a process starts in half the time and holds 30 MB less, because
 * it need not load what strips the types.
 */
const CACHE = fileURLToPath(new URL('build/compile-cache', ROOT))
const FLAGS = ['--disable-warning=ExperimentalWarning', '--expose-gc']
const STOP_WITHIN_MS = 15_000
/** A core dump would hold what the front process had in memory; there is no way to say so from inside. */
const WITHOUT_CORE = ['/bin/sh', '-c', 'ulimit -c 0; exec "$0" "$@"'] as const

/** Starts a process of ours and waits until it is ready. @throws Trouble as it told, Error if it ended without a word */
export function startChild<R>(file: string, options: object): Promise<Child<R>> {
  const node = nodeFor(file)
  const [command = '', ...args] = process.platform === 'win32' ? node : [...WITHOUT_CORE, ...node]
  const child = spawn(command, args, { env: environment(), stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const ended = new Promise<void>((resolve) => { child.once('exit', () => resolve()); child.once('error', () => resolve()) })
  return new Promise((resolve, reject) => {
    child.once('message', (message: FromChild<R>) => {
      if ('ready' in message) resolve({ ready: message.ready, ended, stop: () => stop(child, ended) })
      else reject(new Trouble(message.trouble.reason, message.trouble.facts))
    })
    void ended.then(() => reject(new Error(`${file} ended before it was ready`)))
    child.send(options)
  })
}

/** Before the very first start: loads what the processes will load, so that they find it compiled. Without a channel they end by themselves. */
export async function warmUp(files: readonly string[]): Promise<void> {
  if (existsSync(CACHE) || !made(CACHE)) return
  await Promise.all(files.map((file) => new Promise<void>((resolve) => {
    const [command = '', ...args] = nodeFor(file)
    spawn(command, args, { env: environment(), stdio: 'ignore' }).once('exit', () => resolve()).once('error', () => resolve())
  })))
}

/** Where the program's own folder is not writable, it starts without. */
function made(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true })
    return true
  } catch {
    return false
  }
}

function nodeFor(file: string): string[] {
  return [process.execPath, ...FLAGS, fileURLToPath(new URL(file, import.meta.url))]
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_COMPILE_CACHE: CACHE }
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  const patience = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  child.kill('SIGTERM')
  await ended
  clearTimeout(patience)
}

/** The child's side: takes its options, tells when it is ready or why not, and ends when told to or when nobody is left to tell it. */
export function runChild<O, R>(begin: (options: O) => Promise<{ readonly ready: R; readonly stop: () => Promise<void> }>): void {
  process.once('message', (options: O) => {
    begin(options).then(stayUntilTold).catch(fail)
  })
  // A terminal sends Ctrl-C to all of us; the one that started us decides.
  process.on('SIGINT', () => {})
}

function stayUntilTold<R>({ ready, stop: end }: { readonly ready: R; readonly stop: () => Promise<void> }): void {
  let leaving = false
  const leave = async (): Promise<void> => {
    if (leaving) return
    leaving = true
    await end()
    process.exit(0)
  }
  process.on('SIGTERM', () => void leave().catch(fail)).on('disconnect', () => void leave().catch(fail))
  process.send?.({ ready } satisfies FromChild<R>)
  // What starting up left behind is a quarter of the memory; nothing would collect it before the first thousand requests.
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

function fail(error: unknown): void {
  if (!(error instanceof Trouble)) {
    console.error(error)
    process.exit(1)
  }
  const { reason, facts } = error
  process.send?.({ trouble: { reason, facts } } satisfies FromChild<never>, () => process.exit(1))
}
