import type { QueueLine } from '#clients/member/member.ts'
import { seriesNames } from '#clients/member/series.ts'
import type { SeriesDeeds } from './series-deeds.ts'

/** Which reports belong together, kept current while words are read, and which series the list shows one by one. */
export class SeriesFeed {
  /** Names of those that are unfolded: an answer moves a series to another group, and it stays open. */
  unfolded = $state.raw<ReadonlySet<string>>(new Set())
  #byText = $state.raw<ReadonlyMap<string, string>>(new Map())
  readonly #deeds: SeriesDeeds
  #named: { readonly byText: ReadonlyMap<string, string>; readonly said: string; readonly names: ReadonlyMap<string, string> } | null = null
  #looking = false
  #again = false

  constructor(deeds: SeriesDeeds) {
    this.#deeds = deeds
  }

  /** By report, its series: as handlers said in the list, else as the words say. */
  names(lines: readonly QueueLine[]): ReadonlyMap<string, string> {
    const placed = lines.filter(({ triage }) => triage.series !== 'by-text')
    const said = placed.map(({ id, triage }) => `${id} ${triage.series}`).join()
    // Lists change with every deed, and what belongs together hardly ever: all of an office's reports are not gone through again.
    if (this.#named?.byText !== this.#byText || this.#named.said !== said) this.#named = { byText: this.#byText, said, names: seriesNames(this.#byText, placed) }
    return this.#named.names
  }

  /** Looks at what came since, in the background. Whoever asks meanwhile is looked after in one more turn. */
  async look(): Promise<void> {
    this.#again = true
    if (this.#looking) return
    this.#looking = true
    try {
      while (this.#again) {
        this.#again = false
        this.#byText = await this.#deeds.byText()
      }
    } catch {
      // Cut off, or the session ended: the desk says so elsewhere, and the list stands row by row.
    } finally {
      this.#looking = false
    }
  }

  fold(name: string): void {
    const next = new Set(this.unfolded)
    if (!next.delete(name)) next.add(name)
    this.unfolded = next
  }
}
