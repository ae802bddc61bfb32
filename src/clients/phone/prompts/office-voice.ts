import { LIMITS } from '#base/limits.ts'
import { Refusal, type RefusalCode } from '#base/refusal.ts'
import type { Api } from '#clients/transport/api.ts'
import { readPromptFile, readPrompts } from '#clients/transport/prompts.ts'
import type { Language } from '#domain/bodies.ts'
import { promptIn, type RecordedPrompt } from '#domain/prompts.ts'
import { TELEPHONE_HZ } from '#domain/telephone.ts'
import { readWav } from '#clients/telephony/sound/read-wav.ts'
import { EVERY_PROMPT, type Prompt } from '#clients/telephony/prompts/prompt.ts'
import { sentenceHash } from '#clients/telephony/prompts/standing.ts'
import type { OwnVoice, Voice } from './voice.ts'

/**
 * Why a sentence is not said by its recording: there is none and the machine cannot say it; the sentence was changed since; the file is no sound that fits; or it did not
 * come, or came as another.
 */
export type PromptFault = 'missing' | 'outdated' | 'unreadable' | RefusalCode

export interface SpokenPrompts {
  /** Hash of the set that counts; null for none. */
  readonly set: string | null
  /** How many sentences are said by the office's recordings. */
  readonly recorded: number
  readonly faults: readonly { readonly prompt: string; readonly fault: PromptFault }[]
}

const AT_ONCE = 4

/**
 * What the line says: the office's recordings, as its directory cites them, and otherwise what the machine says by itself. Nothing that an administrator did not sign is
 * said, and a recording of another sentence only where the machine cannot say the right one.
 */
export class OfficeVoice implements Voice {
  readonly #own: OwnVoice
  readonly #source: { readonly api: Api; readonly office: string }
  readonly #missing: ReadonlySet<string>
  #set: string | null = null
  #isWhole = true
  #sounds: ReadonlyMap<string, Int16Array> = new Map()
  /** By the hash of the file: a set that changes one sound leaves the others. */
  #known: ReadonlyMap<string, Int16Array> = new Map()
  #faults: ReadonlyMap<string, PromptFault> = new Map()

  constructor(own: OwnVoice, source: { readonly api: Api; readonly office: string }) {
    this.#own = own
    this.#source = source
    this.#missing = new Set(own.missing)
  }

  get canSpeak(): boolean { return this.#own.canSpeak }

  /** Sentences that cannot be said at all. */
  get missing(): readonly string[] { return this.#own.missing.filter((name) => !this.#sounds.has(name)) }

  get standing(): SpokenPrompts {
    const faults = [...this.#faults, ...this.missing.filter((name) => !this.#faults.has(name)).map((name) => [name, 'missing'] as const)]
    return { set: this.#set, recorded: this.#sounds.size, faults: faults.map(([prompt, fault]) => ({ prompt, fault })) }
  }

  prompt(language: Language, prompt: Prompt): Int16Array {
    return this.#sounds.get(`${language}/${prompt}`) ?? this.#own.prompt(language, prompt)
  }

  speak(language: Language, text: string): Promise<Int16Array | null> {
    return this.#own.speak(language, text)
  }

  /** Takes the set that a directory cites. A set that does not come changes nothing. @throws Refusal as `readPrompts` does */
  async take(set: string | undefined): Promise<void> {
    if ((set ?? null) === this.#set && this.#isWhole) return
    const recorded = await readPrompts(this.#source.api, this.#source.office, set)
    const [sounds, known, faults] = [new Map<string, Int16Array>(), new Map<string, Int16Array>(), new Map<string, PromptFault>()]
    let [next, isWhole] = [0, true]
    const lane = async (): Promise<void> => {
      for (let each = EVERY_PROMPT[next++]; each !== undefined; each = EVERY_PROMPT[next++]) {
        const { language, prompt, name } = each
        const found = promptIn(recorded, language, prompt)
        if (found === null) continue
        const isSaid = found.said === sentenceHash(language, prompt)
        if (!isSaid) faults.set(name, 'outdated')
        if (!isSaid && !this.#missing.has(name)) continue
        const sound = await this.#fetch(found)
        if (typeof sound !== 'string') known.set(found.sound, sound)
        else faults.set(name, sound)
        if (typeof sound === 'string' && sound !== 'unreadable') isWhole = false
        // Where the machine has nothing to say, what was said before is better than silence.
        const said = typeof sound !== 'string' ? sound : this.#missing.has(name) ? this.#sounds.get(name) : undefined
        if (said !== undefined) sounds.set(name, said)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
    // Taken out of the set, and the machine cannot say it: until the next start it is said as before.
    for (const name of this.#missing) {
      const before = this.#sounds.get(name)
      if (before === undefined || sounds.has(name)) continue
      sounds.set(name, before)
      faults.set(name, faults.get(name) ?? 'missing')
    }
    this.#set = set ?? null
    this.#isWhole = isWhole
    this.#sounds = sounds
    this.#known = known
    this.#faults = faults
  }

  async #fetch({ sound }: RecordedPrompt): Promise<Int16Array | PromptFault> {
    const known = this.#known.get(sound)
    if (known !== undefined) return known
    try {
      const { api, office } = this.#source
      const samples = readWav(await readPromptFile(api, office, sound))
      return samples === null || samples.length === 0 || samples.length > LIMITS.spokenPromptSecondsMax * TELEPHONE_HZ ? 'unreadable' : samples
    } catch (error) {
      if (error instanceof Refusal) return error.code
      throw error
    }
  }
}
