import { LIMITS } from '#base/limits.ts'
import { nameText } from '#base/text.ts'
import type { KeptView } from '#clients/member/kept-views.ts'
import type { ViewDeeds } from '#clients/desk/queue/view-deeds.ts'
import { fixtureHash } from './fixture-report.ts'

/** Views in memory: they outlast a log-in, as in a browser. */
let kept: readonly KeptView[] = []

export function fixtureViews(deed: <T>(act: () => T) => Promise<T>): ViewDeeds {
  return {
    read: () => deed(() => kept),
    keep: ({ name, filter }) => deed(() => {
      const made = { name: nameText(name, LIMITS.viewNameCharactersMax), filter }
      kept = [...kept.filter((each) => each.name !== made.name), made]
      return kept
    }),
    forget: (name) => deed(() => {
      kept = kept.filter((each) => each.name !== name)
      return kept
    }),
    markOf: (label) => fixtureHash(label).slice(0, 16),
  }
}
