import type { Bytes } from '#base/bytes.ts'
import type { PromptChange } from '#clients/member/prompts.ts'
import type { RecordedPrompt } from '#domain/prompts.ts'

/** What the desk can do about what telephone lines say. Every deed throws Refusal. */
export interface LineDeeds {
  /** Recordings that are in use. */
  prompts(): Promise<readonly RecordedPrompt[]>
  /** A recording in use, by its hash. */
  sound(sound: string): Promise<Bytes>
  putPrompts(changes: readonly PromptChange[]): Promise<void>
}
