import { base64url, utf8, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { LineDeeds } from '#clients/desk/lines/line-deeds.ts'
import type { LineView } from '#clients/member/line-standing.ts'
import { withPrompts, type RecordedPrompt } from '#domain/prompts.ts'
import { hash } from '#sealing/proof/hash.ts'

/** What lines say, in memory: one sentence was recorded, and changed since. */
export function fixtureLines(deed: <T>(act: () => T) => Promise<T>): LineDeeds {
  const own = 'b'.repeat(42) + 'A'
  const sounds = new Map<string, Bytes>()
  const keep = (bytes: Bytes): string => {
    const id = base64url(hash(bytes))
    sounds.set(id, bytes)
    return id
  }
  let recorded: readonly RecordedPrompt[] = (['en', 'zh'] as const).map((language) => ({ language, prompt: 'menu', said: base64url(hash(utf8('Press one.'))), sound: keep(new Uint8Array(58)) }))
  let hasKey = false
  let isTold = false
  return {
    standing: () => deed((): LineView => {
      const report = { office: own, at: 0, since: Date.UTC(2026, 10, 20, 6, 30) / 1000, calls: 'week', room: 'free', trouble: 'unsupported', lines: [], speaks: false, prompts: { set: null, recorded: 1, faults: [{ prompt: 'en/menu', fault: 'outdated' }, { prompt: 'zh/busy', fault: 'unreachable' }] } } as const
      const told = hasKey && isTold ? { report: { ...report, lines: [], prompts: { ...report.prompts, faults: [...report.prompts.faults] } }, agoSeconds: 700, aheadSeconds: -240, hasNewestPrompts: false } : null
      isTold = hasKey
      return { hasKey, told }
    }),
    makeKey: () => deed(() => {
      hasKey = true
      return 'c'.repeat(42) + 'A'
    }),
    endKey: () => deed(() => { hasKey = isTold = false }),
    prompts: () => deed(() => ({ sounds: recorded, isLost: false })),
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
