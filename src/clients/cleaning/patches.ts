import type { Finding } from './findings.ts'
import type { FileSource } from '#clients/transport/upload.ts'

/** Bytes of a file that become others, and as many: so that nothing behind them moves. */
export interface Patch {
  readonly at: number
  /** As many zeros, where it is a number. */
  readonly bytes: Uint8Array | number
}

/** A file with some of its bytes changed while it is read: two gigabytes of film are never in memory. @param patches - none over another */
export function patched(source: FileSource, patches: readonly Patch[]): FileSource {
  const sorted = patches.toSorted((one, other) => one.at - other.at)
  return {
    sizeBytes: source.sizeBytes,
    async read(from, to) {
      const bytes = await source.read(from, to)
      for (let index = firstReaching(sorted, from); index < sorted.length; index++) {
        const { at, bytes: put } = sorted[index] ?? { at: to, bytes: 0 }
        if (at >= from + bytes.length) break
        const [start, end] = [Math.max(at, from), Math.min(endOf({ at, bytes: put }), from + bytes.length)]
        if (typeof put === 'number') bytes.fill(0, start - from, end - from)
        else bytes.set(put.subarray(start - at, end - at), start - from)
      }
      return bytes
    },
  }
}

function endOf({ at, bytes }: Patch): number {
  return at + (typeof bytes === 'number' ? bytes : bytes.length)
}

function firstReaching(sorted: readonly Patch[], from: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const patch = sorted[middle]
    if (patch !== undefined && endOf(patch) <= from) low = middle + 1
    else high = middle
  }
  return low
}

/** What a cleaner that reads by pieces gives back. */
export interface CleanedSource {
  readonly source: FileSource
  readonly findings: ReadonlySet<Finding>
}
