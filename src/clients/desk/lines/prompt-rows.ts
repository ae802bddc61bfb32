import { sentenceHash, type PromptChange } from '#clients/member/prompts.ts'
import { EVERY_PROMPT, PHONE_WORDS } from '#clients/telephony/prompts/prompt.ts'
import type { Language } from '#domain/bodies.ts'
import { promptIn, type RecordedPrompt } from '#domain/prompts.ts'

/** `own`: the machine that runs the line reads it out. `new` and `leaving` are not in use before they are signed. */
export const PROMPT_STANDINGS = ['own', 'recorded', 'outdated', 'new', 'leaving'] as const
export type PromptStanding = (typeof PROMPT_STANDINGS)[number]

export const PROMPT_PARTS = ['sentences', 'states', 'digits'] as const

export interface PromptRow {
  readonly name: string
  readonly language: Language
  readonly prompt: string
  readonly part: (typeof PROMPT_PARTS)[number]
  readonly sentence: string
  readonly standing: PromptStanding
  /** Hash of the recording in use; null for none. */
  readonly sound: string | null
}

/** Every sentence of a language, in the order in which a call comes to it. */
export function promptRows(language: Language, recorded: readonly RecordedPrompt[], draftOf: (name: string) => PromptChange | null): readonly PromptRow[] {
  return EVERY_PROMPT.filter((each) => each.language === language).map(({ prompt, name }) => {
    const sentence = PHONE_WORDS[language][prompt]
    const found = promptIn(recorded, language, prompt)
    const draft = draftOf(name)
    const part = prompt.startsWith('digit-') ? 'digits' : prompt.startsWith('state-') ? 'states' : 'sentences'
    const used = found === null ? 'own' : found.said === sentenceHash(sentence) ? 'recorded' : 'outdated'
    return { name, language, prompt, part, sentence, standing: draft === null ? used : draft.sound === null ? 'leaving' : 'new', sound: found?.sound ?? null }
  })
}
