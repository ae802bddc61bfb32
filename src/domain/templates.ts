import * as v from 'valibot'
import type { Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import type { Language } from './bodies.ts'
import { key as hash } from './body-parts.ts'
import { STATES, type OfficeState } from './docket.ts'

/** The state that a report goes to with the answer, or none: then it is an answer and no more. */
export type TemplateDeed = Exclude<OfficeState, 'received'> | 'none'
export const TEMPLATE_DEEDS: readonly TemplateDeed[] = ['none', ...STATES.filter((state) => state !== 'received' && state !== 'withdrawn')]

const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{21}[AQgw]$/))
const written = v.pipe(v.string(), v.check((text) => text.trim() !== ''))
const text = v.pipe(written, v.maxLength(LIMITS.templateCharactersMax))

/** What a `template` entry holds under the office log's key. @see spec/office-log.md */
export const templateBody = v.strictObject({
  id,
  name: v.pipe(written, v.maxLength(LIMITS.templateNameCharactersMax)),
  texts: v.pipe(v.strictObject({ en: v.optional(text), zh: v.optional(text) }), v.check((texts) => Object.keys(texts).length > 0)),
  deed: v.picklist(TEMPLATE_DEEDS),
  order: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(LIMITS.templateOrderMax)),
  retired: v.boolean(),
  /** The entry with this id that the author saw as its last; null where it is the first. */
  previous: v.nullable(hash),
})
export type TemplateBody = Readonly<v.InferOutput<typeof templateBody>>

/** An answer as it is written down; who saw what before stands apart. */
export type TemplateWording = Omit<TemplateBody, 'previous'>

/** One signed wording of a prepared answer. */
export interface TemplateVersion extends TemplateBody {
  readonly hash: string
  /** Signing key of who wrote it. */
  readonly author: string
  readonly day: Day
  /** Its author did not know of the one before: two wrote at once, and this one came last. */
  readonly crossed: boolean
}

/** A prepared answer as it stands, and every wording that it had before, the latest first. */
export interface Template extends TemplateVersion {
  readonly earlier: readonly TemplateVersion[]
}

/** Of entries in the order of the log: the last of each id counts, and none is lost. */
export function foldTemplates(entries: readonly Omit<TemplateVersion, 'crossed'>[]): readonly Template[] {
  const found = new Map<string, Template>()
  for (const entry of entries) {
    const before = found.get(entry.id)
    const crossed = entry.previous !== (before?.hash ?? null)
    found.set(entry.id, { ...entry, crossed, earlier: before === undefined ? [] : [versionOf(before), ...before.earlier] })
  }
  return [...found.values()].toSorted((a, b) => a.order - b.order)
}

function versionOf({ earlier: _, ...version }: Template): TemplateVersion {
  return version
}

/** The words for a reporter: in their language where there are any, or else in the other one, which whoever sends them must see. */
export function wordsFor({ texts }: Pick<TemplateBody, 'texts'>, language: Language): { readonly text: string; readonly language: Language } {
  const other = language === 'en' ? 'zh' : 'en'
  const own = texts[language]
  return own === undefined ? { text: texts[other] ?? '', language: other } : { text: own, language }
}

/** Languages in which nothing is written. */
export function missingLanguages({ texts }: Pick<TemplateBody, 'texts'>): readonly Language[] {
  return (['en', 'zh'] as const).filter((language) => texts[language] === undefined)
}
