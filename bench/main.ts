import { execFileSync } from 'node:child_process'
import { DONE, UsageError } from '#clients/cli/command.ts'
import { answer, tellProgress, type Io } from '#clients/cli/io.ts'
import { chromiumPath } from '#test/support/browser-paths.ts'
import { appendStore } from './append-store.ts'
import { keeps, type Bench, type Figure, type Scale } from './bench.ts'
import { filing } from './filing.ts'
import { journal } from './journal.ts'
import { line as telephoneLine } from './line.ts'
import { looking } from './looking.ts'
import { machine, yardsticks, type Machine } from './machine.ts'
import { memory } from './memory.ts'
import { desk } from './desk.ts'
import { files } from './files.ts'
import { office } from './office.ts'
import { reporter } from './reporter.ts'
import { searching } from './searching.ts'
import { series } from './series.ts'
import { start } from './start.ts'
import { timing } from './timing.ts'

export const BENCHES: readonly Bench[] = [reporter, filing, appendStore, journal, office, files, looking, desk, searching, series, telephoneLine, start, memory, timing]

interface Measured {
  readonly bench: string
  readonly figures: readonly Figure[]
}

/** Runs the named benches, or all, one after the other: they share the machine. @throws UsageError */
export async function runBenches(names: readonly string[], io: Io, how: Omit<Scale, 'tell'>): Promise<number> {
  const unknown = names.find((name) => !BENCHES.some((bench) => bench.name === name))
  if (unknown !== undefined) throw new UsageError((say) => say['usage-bench']({ name: unknown, benches: BENCHES.map(({ name }) => name).join(' ') }))
  // Whoever stops a bench stops what it started: house.ts ends its processes when this one exits.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const { short } = how
  const scale: Scale = { ...how, tell: (line) => tellProgress(io, line) }
  const on = machine(chromiumVersion())
  const results: Measured[] = [{ bench: 'machine', figures: await yardsticks(short) }]
  for (const bench of BENCHES.filter(({ name }) => names.length === 0 || names.includes(name))) {
    results.push({ bench: bench.name, figures: await bench.run(scale) })
  }
  answer(io, { machine: on, short, results }, () => [machineLine(on), '', ...results.flatMap(lines)])
  return DONE
}

function chromiumVersion(): string | null {
  const path = chromiumPath()
  return path === null ? null : execFileSync(path, ['--version'], { encoding: 'utf8' }).trim()
}

function machineLine({ cores, cpu, memoryGb, system, node, sqlite, chromium }: Machine): string {
  return [`${cores} × ${cpu}`, `${memoryGb} GB`, system, `Node ${node}`, `SQLite ${sqlite}`, ...(chromium === null ? [] : [chromium])].join(', ')
}

const NAME_WIDTH = 46

function lines({ bench, figures }: Measured): string[] {
  return [bench, ...figures.map((figure) => `  ${figure.name.padEnd(NAME_WIDTH)}${shown(figure).padStart(10)} ${figure.unit.padEnd(9)}${budget(figure)}`), '']
}

function shown({ value, unit }: Figure): string {
  if (unit === 'requests' || unit === 'B' || unit === 'reports') return value.toFixed(0)
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

function budget(figure: Figure): string {
  const { most, least } = figure
  const kept = keeps(figure)
  if (kept === null) return ''
  return `${kept ? '✔' : '✖'} ${most === undefined ? `≥ ${least}` : `≤ ${most}`}`
}
