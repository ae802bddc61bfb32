import { createContext } from 'svelte'
import type { Language } from '#domain/bodies.ts'
import { readAddress, writeAddress, type Place } from './place.ts'
import type { Tongue } from './tongue.svelte.ts'

/** The place one is at, kept equal to the address. Links are plain links, so that the browser's own ways work. */
export class Navigator {
  #place = $state.raw<Place>({ page: 'queue', state: null })
  #language = $state<Language | null>(null)
  readonly #tongue: Tongue

  constructor(tongue: Tongue) {
    this.#tongue = tongue
    this.#read()
    window.addEventListener('hashchange', () => this.#read())
  }

  get place(): Place { return this.#place }

  href(place: Place): string {
    return writeAddress({ place, language: this.#language })
  }

  /** The same place in another language. */
  hrefIn(language: Language): string {
    return writeAddress({ place: this.#place, language })
  }

  go(place: Place): void {
    location.hash = this.href(place)
  }

  /** Goes there and leaves no way back: a set-up or invitation link has been used. */
  replace(place: Place): void {
    history.replaceState(null, '', this.href(place))
    this.#read()
  }

  #read(): void {
    const { place, language } = readAddress(location.hash)
    this.#place = place
    this.#language = language
    if (language !== null && language !== this.#tongue.language) this.#tongue.speak(language).catch(reportError)
  }
}

/** The language to begin with: the address's choice, else the browser's wish. */
export function firstLanguage(fragment: string, wished: string): Language {
  return readAddress(fragment).language ?? (wished.toLowerCase().startsWith('zh') ? 'zh' : 'en')
}

export const [useNavigator, setNavigator] = createContext<Navigator>()
