import { STATES, type State } from '#domain/docket.ts'
import { html, type Html } from './html.ts'
import type { Site } from './site.ts'

const WAY: readonly State[] = ['received', 'acknowledged', 'assessed', 'accepted', 'concluded']

/** The doors on the way to an end, and the one where the report stands. A report that is not taken up ends at the fourth. */
function wayOf(state: State): readonly State[] {
  return WAY.includes(state) ? WAY : [...WAY.slice(0, 3), state]
}

/** How far a report has got: five doors, and the same in words. */
export function stage(site: Site, state: State): Html {
  const { words } = site
  const way = wayOf(state)
  const here = way.indexOf(state)
  const sentence = words.stage({ n: here + 1, total: way.length, state: words[`state-${state}`] })
  return html`
<ol class="way" aria-hidden="true">${way.map((_, index) => html`<li class="${index < here ? 'past' : index === here ? 'here' : ''}"></li>`)}</ol>
<p class="stage">${sentence}</p>
<p class="hint">${words[`state-${state}-text`]}</p>`
}

/** One of each, for the module to choose from. */
export function allStages(site: Site): Html {
  return html`${STATES.map((state) => html`<div data-state="${state}" data-word="${site.words[`state-${state}`]}">${stage(site, state)}</div>`)}`
}
