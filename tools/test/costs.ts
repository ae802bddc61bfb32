// `npm test -- --costs`: which test files cost the most of the processors' time. Seconds on the clock say little on a busy machine.
//
// Every process below ours is looked at five times a second and counted to the file that began it, even when it lost its parents since,
// as a browser's and a killed service's do: what a process used after it was last seen is missing.
import { readdirSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

const LOOK_EVERY_MS = 200
// Ticks a second in /proc: the same on every platform of ours.
const TICKS_PER_SECOND = 100
const ROWS_MAX = 50

export interface Cost { readonly what: string; readonly cpuSeconds: number }

export interface Meter {
  /** @returns what each process that we started has cost with everything that it started, the costliest first */
  stop(): Cost[]
}

interface Seen { readonly what: string; readonly begun: string; ticks: number }
interface Process { readonly pid: number; readonly parent: number; readonly begun: string; readonly ticks: number }

/** @throws Error where there is no /proc to look at. */
export function startMeter(root: string): Meter {
  const running = new Map<number, Seen>()
  const ended = new Map<string, number>()
  const end = (pid: number, { what, ticks }: Seen): void => {
    running.delete(pid)
    ended.set(what, (ended.get(what) ?? 0) + ticks)
  }
  const look = (): void => {
    const now = processes()
    for (const [pid, seen] of running) if (now.get(pid)?.begun !== seen.begun) end(pid, seen)
    // A process is younger than its parent, but its number need not be higher.
    for (const each of [...now.values()].sort((a, b) => Number(a.begun) - Number(b.begun) || a.pid - b.pid)) {
      const known = running.get(each.pid)
      if (known !== undefined) known.ticks = each.ticks
      else {
        const what = each.parent === process.pid ? nameOf(root, each.pid) : running.get(each.parent)?.what
        if (what !== undefined) running.set(each.pid, { what, begun: each.begun, ticks: each.ticks })
      }
    }
  }
  if (processes().size === 0) throw new Error('what tests cost is read from /proc, which this machine has not')
  const timer = setInterval(look, LOOK_EVERY_MS)
  return {
    stop: () => {
      clearInterval(timer)
      look()
      for (const [pid, seen] of running) end(pid, seen)
      return [...ended].map(([what, ticks]) => ({ what, cpuSeconds: ticks / TICKS_PER_SECOND })).sort((a, b) => b.cpuSeconds - a.cpuSeconds)
    },
  }
}

/** The costliest first, each with what it takes of the clock: a file that mostly waits has little cost for its time. */
export function costLines(costs: readonly Cost[], wallSeconds: ReadonlyMap<string, number>): string[] {
  const sum = (of: readonly Cost[]): number => of.reduce((total, { cpuSeconds }) => total + cpuSeconds, 0)
  const rest = costs.slice(ROWS_MAX)
  return [
    '   CPU s  clock s',
    ...costs.slice(0, ROWS_MAX).map(({ what, cpuSeconds }) => row(cpuSeconds, wallSeconds.get(what), what)),
    ...(rest.length === 0 ? [] : [row(sum(rest), undefined, `${rest.length} more`)]),
    row(sum(costs), undefined, 'together'),
  ]
}

function row(cpuSeconds: number, wallSeconds: number | undefined, what: string): string {
  return `${cpuSeconds.toFixed(1).padStart(8)}  ${(wallSeconds?.toFixed(1) ?? '').padStart(7)}  ${what}`
}

function processes(): Map<number, Process> {
  const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => processOf(Number(name)) ?? [])
  return new Map(found.map((each) => [each.pid, each]))
}

/** proc(5): field 4 is the parent, 14 and 15 the ticks spent in user and kernel mode, 22 when it began. */
function processOf(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const field = (number: number): string => fields[number - 3] ?? ''
    return { pid, parent: Number(field(4)), begun: field(22), ticks: Number(field(14)) + Number(field(15)) }
  } catch {
    return null
  }
}

/** A test file by its path; anything else by the first thing that it was told to run. */
function nameOf(root: string, pid: number): string {
  try {
    const [, ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    const path = args.find((each) => /\.test\.(ts|mjs)$/.test(each)) ?? args.find((each) => !each.startsWith('-')) ?? ''
    return relative(root, path)
  } catch {
    return 'unknown'
  }
}
