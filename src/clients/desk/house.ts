import { createContext } from 'svelte'
import type { Deeds } from './deeds.ts'

export const [useDeeds, setDeeds] = createContext<Deeds>()
