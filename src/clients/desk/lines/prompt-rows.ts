import type { PromptChange } from '#clients/member/prompts.ts'
import { EVERY_PROMPT, PHONE_WORDS, type Prompt } from '#clients/telephony/prompts/prompt.ts'
import { usedStanding } from '#clients/telephony/prompts/standing.ts'
import type { Language } from '#domain/bodies.ts'
import type { RecordedPrompt } from '#domain/prompts.ts'

/** `own`: the machine that runs the line reads it out. `new` and `leaving` are not in use before they are signed. */
export const PROMPT_STANDINGS = ['own', 'recorded', 'outdated', 'new', 'leaving'] as const
export type PromptStanding = (typeof PROMPT_STANDINGS)[number]

export const PROMPT_PARTS = ['sentences', 'states', 'digits'] as const

export interface PromptRow {
  readonly name: string
  readonly language: Language
  readonly prompt: Prompt
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
    const { standing, sound } = usedStanding(recorded, language, prompt)
    const draft = draftOf(name)
    const part = prompt.startsWith('digit-') ? 'digits' : prompt.startsWith('state-') ? 'states' : 'sentences'
    return { name, language, prompt, part, sentence, standing: draft === null ? standing : draft.sound === null ? 'leaving' : 'new', sound }
  })
}
