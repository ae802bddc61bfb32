// What happens in a round, drawn by lot.
import { SEGMENT_BYTES } from '#sealing/sealed/file-shape.ts'

const LEFT = ['all', 'all', 'all', 'nothing', 'changed-file', 'longer-file'] as const

/** One death. It comes some moments after the sender has told so many things, so that every step of a file's way is met. */
export type Death = { readonly afterTold: number; readonly laterMs: number } & (
  | { readonly who: 'server' | 'all' }
  | {
    readonly who: 'client'
    /** What the next process finds of the upload: everything, nothing, or everything and another file than was begun. */
    readonly left: (typeof LEFT)[number]
  })

export interface Plan {
  readonly sizeBytes: number
  readonly deaths: readonly Death[]
  /** Whether the service dies once more while a report cites the file. */
  readonly diesCiting: boolean
}

const SIZE_BYTES_MIN = 3000
const LATER_MS_MAX = 25
/** What a sender tells besides its segments: that it begins, and that it is there. */
const TOLD_BESIDES = 2

export function drawPlan(sizeBytesMax: number): Plan {
  // As many small ones as large ones: between them the number of segments changes, and with it which moment is met.
  const sizeBytes = Math.floor(chance(0.25) ? between(SIZE_BYTES_MIN, SEGMENT_BYTES) : between(SEGMENT_BYTES, sizeBytesMax))
  const told = Math.ceil(sizeBytes / SEGMENT_BYTES) + TOLD_BESIDES
  const deaths = Array.from({ length: chance(0.25) ? 2 : 1 }, () => drawDeath(Math.floor(between(0, told + 1))))
  return { sizeBytes, deaths, diesCiting: chance(0.1) }
}

function drawDeath(afterTold: number): Death {
  const laterMs = between(0, LATER_MS_MAX)
  if (chance(0.45)) return { afterTold, laterMs, who: chance(0.5) ? 'server' : 'all' }
  return { afterTold, laterMs, who: 'client', left: LEFT[Math.floor(between(0, LEFT.length))] ?? 'all' }
}

export function between(least: number, most: number): number {
  return least + Math.random() * (most - least)
}

function chance(share: number): boolean {
  return Math.random() < share
}
