/** One measurement. A budget says how much at most or how little at least; README.md has them. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: 'ms' | '/s' | 'B' | 'MB' | 'MB/s' | 'requests' | 'reports' | 'x'
  readonly most?: number
  readonly least?: number
}

export interface Scale {
  /** A quick look that shows whether the bench works; its figures are rough. */
  readonly short: boolean
  /** How many reports the desk's office has, where it is not as many as its figures are meant for. */
  readonly reports?: number
  /** Said to whoever waits. */
  readonly tell: (line: string) => void
}

export interface Bench {
  readonly name: string
  run(scale: Scale): Promise<readonly Figure[]>
}

/** Whether a figure keeps its budget; null where it has none. */
export function keeps({ value, most, least }: Figure): boolean | null {
  if (most === undefined && least === undefined) return null
  return (most === undefined || value <= most) && (least === undefined || value >= least)
}

/** The value below which this share of the sorted numbers lies. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile([...values].sort((a, b) => a - b), 0.5)
}

/** How long it takes, in ms. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}
