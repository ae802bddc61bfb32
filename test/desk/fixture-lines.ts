import { base64url, utf8, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { LineDeeds } from '#clients/desk/lines/line-deeds.ts'
import { withPrompts, type RecordedPrompt } from '#domain/prompts.ts'
import { hash } from '#sealing/proof/hash.ts'

/** What lines say, in memory: one sentence was recorded, and changed since. */
export function fixtureLines(deed: <T>(act: () => T) => Promise<T>): LineDeeds {
  const sounds = new Map<string, Bytes>()
  const keep = (bytes: Bytes): string => {
    const id = base64url(hash(bytes))
    sounds.set(id, bytes)
    return id
  }
  let recorded: readonly RecordedPrompt[] = (['en', 'zh'] as const).map((language) => ({ language, prompt: 'menu', said: base64url(hash(utf8('Press one.'))), sound: keep(new Uint8Array(58)) }))
  return {
    prompts: () => deed(() => recorded),
    sound: (sound) => deed(() => sounds.get(sound) ?? fail()),
    putPrompts: (changes) => deed(() => {
      if (changes.some(({ sound }) => (sound?.length ?? 0) > LIMITS.spokenPromptBytesMax)) throw new Refusal('too-large')
      recorded = withPrompts(recorded, changes.map(({ sound, ...change }) => ({ ...change, sound: sound === null ? null : keep(sound) })))
    }),
  }
}

function fail(): never {
  throw new Refusal('no-such-file')
}
