import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Attachment } from '#domain/bodies.ts'
import type { SenderOptions, Told } from './told.ts'

const SENDER = fileURLToPath(new URL('sender.ts', import.meta.url))
/** Nothing that a sender waits for takes as long: a service that starts again on a crowded machine does not. */
const SILENT_MS_MAX = 60_000

/** A sender in a process of its own. */
export interface Client {
  readonly told: readonly Told[]
  /** Waits until it has told so many things, or has ended. */
  until(count: number): Promise<void>
  /** What an entry cites its file by. @throws Error with what it printed, if it ended without having sent it */
  there(): Promise<Attachment>
  kill9(): Promise<void>
}

export function startClient(options: SenderOptions): Client {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SENDER, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'pipe'] })
  const told: Told[] = []
  let errors = ''
  let ended = false
  let wake = (): void => {}
  child.stderr.setEncoding('utf8').on('data', (text: string) => { errors += text })
  const onExit = (): void => { child.kill('SIGKILL') }
  process.once('exit', onExit)
  const closed = once(child, 'close')
  child.once('close', () => { ended = true; process.removeListener('exit', onExit); wake() })
  createInterface({ input: child.stdout }).on('line', (line) => {
    // The last line may have been cut off in the middle.
    if (line.endsWith('}')) told.push(JSON.parse(line) as Told)
    wake()
  })
  return {
    told,
    async until(count) {
      while (told.length < count && !ended) await heard((next) => { wake = next }, told)
    },
    async there() {
      await Promise.race([closed, silence(told)])
      const last = told.at(-1)
      if (last?.at !== 'there') throw new Error(`a sender ended before its file was there: ${JSON.stringify(last)}\n${errors}`)
      return last.attachment
    },
    async kill9() {
      child.kill('SIGKILL')
      await closed
    },
  }
}

/** Waits for the next thing that is told. @throws Error if nothing comes */
async function heard(onNext: (next: () => void) => void, told: readonly Told[]): Promise<void> {
  let patience: NodeJS.Timeout | undefined
  await new Promise<void>((resolve, reject) => {
    onNext(resolve)
    patience = setTimeout(() => reject(silentAfter(told)), SILENT_MS_MAX)
  }).finally(() => clearTimeout(patience))
}

async function silence(told: readonly Told[]): Promise<never> {
  for (let before = -1; ;) {
    if (told.length === before) throw silentAfter(told)
    before = told.length
    await new Promise((resolve) => { setTimeout(resolve, SILENT_MS_MAX).unref() })
  }
}

function silentAfter(told: readonly Told[]): Error {
  return new Error(`a sender stood still after ${JSON.stringify(told.at(-1))}`)
}
