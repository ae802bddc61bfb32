import { concat, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { Api } from '#clients/transport/api.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import type { SpokenSound } from '#sealing/plain/spoken-place.ts'
import { disguise, type Disguise } from '../sound/disguise.ts'
import { PART_BYTES, putPart, throwAway } from './parts.ts'

/** Where speech belongs: a report under its code, and which of its reporter's entries it becomes. */
export interface SpeechPlace {
  readonly keys: ReporterKeys
  readonly turn: number
  readonly take: number
}

/**
 * What a caller says, as it comes. Whole parts are sealed and put away while the caller speaks; what a server that is away does not take is tried again with
 * the next part, in order. Nothing of it stands in any file.
 */
export class Speech {
  readonly sound: SpokenSound
  readonly place: SpeechPlace
  readonly #api: Api
  readonly #disguise: Disguise | null
  #pieces: Bytes[] = []
  #bytes = 0
  #put = 0
  #hasTried = false
  #isPutting: Promise<void> | null = null
  #isGone = false
  /** So much must be there before a server that was away is asked again. */
  #patienceBytes = 0

  constructor(api: Api, sound: SpokenSound, place: SpeechPlace) {
    this.#api = api
    this.sound = sound
    this.#disguise = sound.recorded === 'masked' ? disguise(sound.codec) : null
    this.place = place
  }

  get sizeBytes(): number {
    return this.#bytes
  }

  /** Whether anything of it may lie with the server: a part whose answer was lost counts. */
  get hasParts(): boolean {
    return this.#hasTried
  }

  /** Speech that lies there already. */
  static found(api: Api, place: SpeechPlace, { codec, recorded, samples }: SpokenSound & { readonly samples: Bytes }): Speech {
    const speech = new Speech(api, { codec, recorded }, place)
    speech.#pieces = [samples]
    speech.#bytes = samples.length
    speech.#put = Math.floor(samples.length / PART_BYTES)
    speech.#hasTried = true
    return speech
  }

  /** @param samples - as the caller spoke them; of a masked voice nothing but what came out of the mask is kept */
  add(samples: Bytes): void {
    // A socket writes over its memory.
    this.#keep(this.#disguise === null ? samples.slice() : this.#disguise.push(samples))
  }

  /** The caller has stopped speaking, for now. */
  rest(): void {
    if (this.#disguise !== null) this.#keep(this.#disguise.finish())
  }

  #keep(samples: Bytes): void {
    if (this.#isGone || samples.length === 0) return
    this.#pieces.push(samples)
    this.#bytes += samples.length
    if (this.#bytes >= Math.max(this.#patienceBytes, (this.#put + 1) * PART_BYTES)) this.#isPutting ??= this.#putAll().finally(() => { this.#isPutting = null })
  }

  samples(): Bytes {
    const whole = concat(...this.#pieces)
    this.#pieces = [whole]
    return whole
  }

  /** Overwrites it, and says where its parts lie that nobody wants it any more, as far as the server can be told. */
  async throwAway(): Promise<void> {
    this.forget()
    await this.settled()
    const { keys, ...at } = this.place
    try {
      await throwAway(this.#api, keys, { sound: this.sound, ...at })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }

  /** Overwrites it. */
  forget(): void {
    this.#isGone = true
    for (const piece of this.#pieces) piece.fill(0)
    this.#pieces = []
    this.#bytes = 0
  }

  /** Resolves once nothing is under way. */
  async settled(): Promise<void> {
    await this.#isPutting
  }

  async #putAll(): Promise<void> {
    const { keys, turn, take } = this.place
    this.#hasTried = true
    while (!this.#isGone && this.#bytes >= (this.#put + 1) * PART_BYTES) {
      const samples = this.samples().slice(this.#put * PART_BYTES, (this.#put + 1) * PART_BYTES)
      try {
        await putPart(this.#api, keys, { place: { turn, take, part: this.#put }, sound: this.sound, samples })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        this.#patienceBytes = this.#bytes + PART_BYTES
        return
      } finally {
        samples.fill(0)
      }
      this.#put += 1
    }
  }
}
