import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT } from '../house.ts'
import type { Called, Calling } from './phones.ts'

export interface StartedLine {
  readonly url: string
  /** Of the process that holds what is said. */
  readonly pid: number
  stop(): Promise<void>
}

/** Starts a line as a person does, by its own command, in a group of its own. */
export async function startLine(to: string, prompts: string, port: number): Promise<StartedLine> {
  const child = spawn(join(ROOT, 'postern'), ['line', '--to', to, '--port', String(port), '--prompts', prompts, '--json'], { cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  const killAll = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch { /* it has ended */ }
  }
  process.once('exit', killAll)
  const ended = once(child, 'close')
  const ready = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => { if (line.startsWith('{"ready":true')) resolve(line) })
    void ended.then(() => reject(new Error('the line did not start')))
  })
  const { url, pid } = JSON.parse(ready) as { url: string; pid: number }
  return {
    url, pid,
    async stop() {
      killAll()
      await ended
      process.removeListener('exit', killAll)
    },
  }
}

/** Lets callers call, in a process of their own. @param told - each time that they came to something */
export async function callers(calling: Calling, told: (what: string) => void = () => {}): Promise<readonly Called[]> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(ROOT, 'bench/line/phones.ts'), JSON.stringify(calling)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const onExit = (): void => { child.kill('SIGKILL') }
  process.once('exit', onExit)
  let last = ''
  createInterface(child.stdout).on('line', (line) => { last = line; if (!line.startsWith('[')) told(line) })
  const [code] = await once(child, 'close') as [number]
  process.removeListener('exit', onExit)
  if (code !== 0) throw new Error('the callers did not come to their end')
  return JSON.parse(last) as readonly Called[]
}
