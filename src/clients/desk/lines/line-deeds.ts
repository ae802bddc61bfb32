import type { Bytes } from '#base/bytes.ts'
import type { LineView } from '#clients/member/line-standing.ts'
import type { PromptChange, Recorded } from '#clients/member/prompts.ts'

/** What the desk can do about what telephone lines say. Every deed throws Refusal. */
export interface LineDeeds {
  /** Recordings that are in use. */
  prompts(): Promise<Recorded>
  /** A recording in use, by its hash. */
  sound(sound: string): Promise<Bytes>
  /** @see putPrompts */
  putPrompts(changes: readonly PromptChange[], knowsLost: boolean): Promise<void>
  /** How the running line stands. @throws Refusal `forged-history` for what it did not sign */
  standing(): Promise<LineView>
  /** A new key for it; its secret half is shown once. */
  makeKey(): Promise<string>
  endKey(): Promise<void>
}
