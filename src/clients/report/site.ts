import type { Day } from '#base/day.ts'
import type { Language } from '#domain/bodies.ts'
import { en as enRefusals } from '#words/refusals/generated/en.ts'
import type { Words as Refusals } from '#words/refusals/generated/words.ts'
import { zh as zhRefusals } from '#words/refusals/generated/zh.ts'
import { en } from '#words/reporter/generated/en.ts'
import type { Words } from '#words/reporter/generated/words.ts'
import { zh } from '#words/reporter/generated/zh.ts'
import { html, type Html } from './html.ts'

/** A file of the built page: where it is, and the hash under which a browser may believe it. */
export interface Asset {
  readonly url: string
  readonly integrity: string
}

/** What `build.ts` makes: the style, the small module, the sealing code that loads while the person types, what opens a conversation, what lists files, what sends them in a worker, what that fetches to clean a PDF, what records a voice, and what masks one on the audio thread. */
export interface Assets {
  readonly style: Asset
  readonly page: Asset
  readonly sealing: Asset
  readonly talking: Asset
  readonly files: Asset
  readonly work: Asset
  readonly pdf: Asset
  readonly voice: Asset
  readonly worklet: Asset
}

export interface OfficeFacts {
  readonly id: string
  readonly names: Readonly<Record<Language, string>>
  readonly channels: readonly {
    readonly channel: string; readonly names: Readonly<Record<Language, string>>
    /** Whom a reporter may leave out. */
    readonly people?: readonly { readonly signKey: string; readonly names: Readonly<Record<Language, string>> }[]
  }[]
  /** How many people may read and answer. */
  readonly handlers: number
  /** Whether two teams are there that together open a reporter's identity. */
  readonly takesIdentity: boolean
}

/** Everything that a page is rendered from, besides what a person typed. */
export interface Site {
  readonly language: Language
  readonly words: Words
  readonly refusals: Refusals
  readonly assets: Assets
  /** '' where the installation has one office, else `/o/<office id>`. */
  readonly base: string
  readonly office: OfficeFacts | null
}

const WORDS = { en, zh } as const
const REFUSALS = { en: enRefusals, zh: zhRefusals } as const

/** The tag that fonts, quotes and line breaks follow. */
export const LANGUAGE_TAG = { en: 'en', zh: 'zh-CN' } as const satisfies Record<Language, string>

export function siteOf(facts: Omit<Site, 'words' | 'refusals'>): Site {
  return { ...facts, words: WORDS[facts.language], refusals: REFUSALS[facts.language] }
}

export function officeName(site: Site): string {
  return site.office === null ? 'Postern' : site.office.names[site.language]
}

/** An address of this site, with the language carried along. */
export function address(site: Site, path: string, language: Language = site.language): string {
  const [plain = '', fragment] = path.split('#', 2)
  return `${site.base}${plain}?lang=${language}${fragment === undefined ? '' : `#${fragment}`}`
}

/** How each language writes a date. */
export const DATE_TAG = { en: 'en-GB', zh: 'zh-CN' } as const satisfies Record<Language, string>

/** A calendar date in words. No time, ever. */
export function dayText(day: Day, language: Language): string {
  return new Intl.DateTimeFormat(DATE_TAG[language], { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`))
}

/** A heading whose `|` marks show where it may break: long Chinese headings break between phrases. */
export function phrases(text: string): Html {
  const parts = text.split('|')
  return parts.length === 1 ? html`${text}` : html`${parts.map((part) => html`<span class="nb">${part}</span>`)}`
}

/**
 * A sentence with markup in its gaps, for what a script fills in later: the gap stands where the language wants it.
 * @param say - the sentence as a function of its placeholders.
 */
export function withGaps<K extends string>(say: (fill: Record<K, string>) => string, gaps: Readonly<Record<K, Html>>): Html {
  const names = Object.keys(gaps) as K[]
  const marked = say(Object.fromEntries(names.map((name, index) => [name, `\u0001${index}\u0001`])) as Record<K, string>)
  const pieces = marked.split('\u0001')
  return html`${pieces.map((piece, index) => {
    const name = names[Number(piece)]
    return index % 2 === 1 && name !== undefined ? gaps[name] : piece
  })}`
}
