import type { Piece } from '#clients/search/excerpt.ts'

/** Reports that are copies of one page, as far as this device knows words. Every deed throws Refusal. */
export interface SeriesDeeds {
  /** By report, the name of what it is alike; the same map where nothing changed. Looks in steps at what came since. */
  byText(): Promise<ReadonlyMap<string, string>>
  /** A report's first words, with those marked that stand in none of the others; null where this device does not know them. */
  newIn(id: string, others: readonly string[]): Promise<readonly Piece[] | null>
}
