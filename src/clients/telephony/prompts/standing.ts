import { base64url, utf8 } from '#base/bytes.ts'
import type { Language } from '#domain/bodies.ts'
import { promptIn, type RecordedPrompt } from '#domain/prompts.ts'
import { hash } from '#sealing/proof/hash.ts'
import { PHONE_WORDS, type Prompt } from './prompt.ts'

/** What a recording is compared with: a sentence that was changed since has another. */
export function sentenceHash(language: Language, prompt: Prompt): string {
  return base64url(hash(utf8(PHONE_WORDS[language][prompt])))
}

/** `own`: the machine that runs the line says it. `outdated`: the recording says a sentence that was changed since. */
export type UsedStanding = 'own' | 'recorded' | 'outdated'

export function usedStanding(recorded: readonly RecordedPrompt[], language: Language, prompt: Prompt): { readonly standing: UsedStanding; readonly sound: string | null } {
  const found = promptIn(recorded, language, prompt)
  if (found === null) return { standing: 'own', sound: null }
  return { standing: found.said === sentenceHash(language, prompt) ? 'recorded' : 'outdated', sound: found.sound }
}
