import { mount } from 'svelte'
import App from './App.svelte'
import type { Deeds } from './deeds.ts'
import { firstLanguage } from './navigator.svelte.ts'
import { Tongue } from './tongue.svelte.ts'

/** How often the desk asks whether something came in, while somebody looks at it. */
const POLL_MS = 20_000

/** Opens the desk on this page. `deeds` is the seam: production wires it to the keys, tests to a fixture. */
export async function startDesk(deeds: Deeds, { pollMs = POLL_MS, lockAfterMs = null }: { readonly pollMs?: number; readonly lockAfterMs?: number | null } = {}): Promise<void> {
  try {
    const tongue = await Tongue.of(firstLanguage(location.hash, navigator.language))
    mount(App, { target: document.body, props: { deeds, tongue, pollMs, lockAfterMs } })
  } catch (error) {
    // The sentences may be what did not come, so these stand in the page itself.
    document.querySelector('#broken')?.removeAttribute('hidden')
    throw error
  }
}
