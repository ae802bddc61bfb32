// What the operating system says about running processes. Linux only, like the figures in the README.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface Processes {
  readonly starter: number
  readonly server: number
  readonly front: number
}

/** The processes of one started Postern, by the file that each runs. */
export function processesOf(starter: number): Processes {
  const children = descendants(starter)
  return { starter, server: running(children, 'src/main/server.ts'), front: running(children, 'src/main/front.ts') }
}

function running(pids: readonly number[], file: string): number {
  const found = pids.find((pid) => readText(`/proc/${pid}/cmdline`).split('\0').some((argument) => argument.endsWith(file)))
  if (found === undefined) throw new Error(`no process runs ${file}`)
  return found
}

function descendants(parent: number): number[] {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(statOf(name)[1]) === parent).map(Number)
  return children.flatMap((child) => [child, ...descendants(child)])
}

/** Fields of /proc/<pid>/stat from the third on: state, parent, … The second may hold spaces. */
function statOf(pid: string | number): string[] {
  const text = readText(`/proc/${pid}/stat`)
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** Processor time of all threads so far, user and system. */
export function cpuMs(pid: number): number {
  const fields = statOf(pid)
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1000
}

/** Resident memory, and the share of it that is this process's own when shared pages are split among their users. */
export function memoryMb(pid: number): { readonly resident: number; readonly proportional: number } {
  const rollup = readText(`/proc/${pid}/smaps_rollup`)
  const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? Number.NaN)
  return { resident: kilobytes('Rss') / 1000, proportional: kilobytes('Pss') / 1000 }
}
