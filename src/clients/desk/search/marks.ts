import { createContext } from 'svelte'
import type { Query } from '#clients/search/query.ts'

/** What is looked for just now, to be marked wherever it stands; null where nothing is. */
export const [useSought, setSought] = createContext<() => Query | null>()
