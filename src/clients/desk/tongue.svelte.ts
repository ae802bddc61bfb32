import { createContext } from 'svelte'
import type { Language } from '#domain/bodies.ts'
import type { Words } from '#words/desk/generated/words.ts'
import type { Words as RefusalWords } from '#words/refusals/generated/words.ts'

interface Spoken { readonly words: Words; readonly refusals: RefusalWords }

/** One language is fetched, not both. */
const LOADERS: Readonly<Record<Language, () => Promise<Spoken>>> = {
  en: async () => {
    const [desk, refusals] = await Promise.all([import('#words/desk/generated/en.ts'), import('#words/refusals/generated/en.ts')])
    return { words: desk.en, refusals: refusals.en }
  },
  zh: async () => {
    const [desk, refusals] = await Promise.all([import('#words/desk/generated/zh.ts'), import('#words/refusals/generated/zh.ts')])
    return { words: desk.zh, refusals: refusals.zh }
  },
}

/** The language that the desk speaks just now. Switching it loses nothing: only sentences change. */
export class Tongue {
  #language = $state<Language>('en')
  #spoken = $state.raw<Spoken>() as Spoken

  private constructor(language: Language, spoken: Spoken) {
    this.#language = language
    this.#spoken = spoken
    markDocument(language)
  }

  static async of(language: Language): Promise<Tongue> {
    return new Tongue(language, await LOADERS[language]())
  }

  /** Words of a language that the desk need not speak, for what a reporter reads. */
  static async wordsIn(language: Language): Promise<Words> {
    return (await LOADERS[language]()).words
  }

  get language(): Language { return this.#language }
  get words(): Words { return this.#spoken.words }
  get refusals(): RefusalWords { return this.#spoken.refusals }
  get other(): Language { return this.#language === 'en' ? 'zh' : 'en' }

  async speak(language: Language): Promise<void> {
    this.#spoken = await LOADERS[language]()
    this.#language = language
    markDocument(language)
  }
}

/** The value of a `lang` attribute; glyphs, quotes and line breaks follow it. */
export function langOf(language: Language): string {
  return language === 'zh' ? 'zh-CN' : 'en'
}

function markDocument(language: Language): void {
  document.documentElement.lang = langOf(language)
}

export const [useTongue, setTongue] = createContext<Tongue>()
