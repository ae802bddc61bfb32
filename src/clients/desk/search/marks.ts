import { createContext } from 'svelte'
import type { Piece } from '#clients/search/excerpt.ts'

/** A text in pieces, with what is looked for marked. */
export type Marker = (text: string) => readonly Piece[]

/** What is looked for just now, to be marked wherever it stands; null where nothing is. */
export const [useMarker, setMarker] = createContext<() => Marker | null>()
