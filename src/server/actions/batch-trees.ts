import type { Bytes } from '#base/bytes.ts'
import { batchLevels } from '#sealing/proof/journal.ts'
import { pathIn, type TreeLevels } from '#sealing/proof/merkle.ts'
import type { Found } from './close-days.ts'

/** Paths in closed days' trees. */
export interface BatchTrees {
  pathOf(office: string, found: Found): readonly Bytes[]
}

/**
 * A day of many entries takes long to hash, and nothing else is answered meanwhile; it never changes either. So the trees of the days that
 * were asked for last are kept, 64 bytes a leaf, and whoever asks again and again costs a look-up.
 */
const TREES_KEPT = 2

export function batchTrees(levelsOf: (leaves: Bytes) => TreeLevels = batchLevels): BatchTrees {
  const kept = new Map<string, TreeLevels>()
  return {
    pathOf(office, { day, leaves, index }) {
      const name = `${office} ${day}`
      const levels = kept.get(name) ?? levelsOf(leaves)
      // What was asked for last goes to the end, and what stands first gives way.
      kept.delete(name)
      kept.set(name, levels)
      for (const [oldest] of kept) if (kept.size > TREES_KEPT) kept.delete(oldest)
      return pathIn(levels, index)
    },
  }
}
