import * as v from 'valibot'
import type { Bytes } from '#base/bytes.ts'
import type { Frozen } from '#base/frozen.ts'
import { canonicalBytes, parseCanonical } from '#base/json.ts'
import { LIMITS } from '#base/limits.ts'
import { LANGUAGES } from './bodies.ts'
import { key as hash } from './body-parts.ts'

/**
 * Recordings that an office's telephone lines say, by name. The directory cites the set by its hash and the set its sounds: what no administrator signed is said by no line.
 * @see spec/prompts.md
 */


const recorded = v.strictObject({
  language: v.picklist(LANGUAGES),
  /** Name of the sentence. */
  prompt: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/)),
  /** SHA-256 of the sentence as it was when somebody read it out, in UTF-8. */
  said: hash,
  /** SHA-256 of the file. */
  sound: hash,
})
export type RecordedPrompt = Frozen<v.InferOutput<typeof recorded>>

const placeOf = ({ language, prompt }: Pick<RecordedPrompt, 'language' | 'prompt'>): string => `${language}/${prompt}`

const promptSet = v.strictObject({ sounds: v.pipe(v.array(recorded), v.maxLength(LIMITS.spokenPromptsMax), v.check((sounds) => new Set(sounds.map(placeOf)).size === sounds.length)) })

/** @returns null for bytes that are no set */
export function readPromptSet(bytes: Uint8Array): readonly RecordedPrompt[] | null {
  const parsed = v.safeParse(promptSet, parseCanonical(bytes))
  return parsed.success ? parsed.output.sounds : null
}

export function writePromptSet(sounds: readonly RecordedPrompt[]): Bytes {
  return canonicalBytes({ sounds: sounds.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1)) })
}

export function promptIn(sounds: readonly RecordedPrompt[], language: string, prompt: string): RecordedPrompt | null {
  return sounds.find((each) => each.language === language && each.prompt === prompt) ?? null
}

/** A set with some of its sounds replaced, or taken out where `sound` is null. */
export function withPrompts(sounds: readonly RecordedPrompt[], changes: readonly (Omit<RecordedPrompt, 'sound'> & { readonly sound: string | null })[]): readonly RecordedPrompt[] {
  const changed = new Set(changes.map(placeOf))
  return [...sounds.filter((each) => !changed.has(placeOf(each))), ...changes.flatMap(({ sound, ...each }) => (sound === null ? [] : [{ ...each, sound }]))]
}
