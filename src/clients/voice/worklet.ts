/**
 * Runs on the browser's audio thread, beside the page: takes what the microphone hears, masks it there, and hands the page what came of it. The
 * page never has the voice as it was spoken, unless the person wanted it so. Built by build.ts as a file of its own.
 */
import { masker } from './mask.ts'
import { highPass, resampler } from './resample.ts'
import type { FromWorklet, WorkletOptions } from './worklet-protocol.ts'
import { PROCESSOR, SENT_SAMPLES } from './worklet-protocol.ts'

declare const sampleRate: number
declare class AudioWorkletProcessor { readonly port: MessagePort }
declare function registerProcessor(name: string, made: new (options: { readonly processorOptions: WorkletOptions }) => AudioWorkletProcessor): void

class Microphone extends AudioWorkletProcessor {
  readonly #resample = resampler(Math.round(sampleRate))
  readonly #filter = highPass()
  readonly #mask: ReturnType<typeof masker> | null
  readonly #waiting = new Float32Array(SENT_SAMPLES)
  #filled = 0
  #isListening = true
  #isOver = false

  constructor({ processorOptions: { random } }: { readonly processorOptions: WorkletOptions }) {
    super()
    this.#mask = random === null ? null : masker(random)
    this.port.onmessage = ({ data }: MessageEvent<'listen' | 'wait' | 'end'>) => {
      this.#isListening = data === 'listen'
      if (data === 'end') this.#end()
    }
  }

  process([input]: readonly (readonly Float32Array[])[]): boolean {
    const [first, ...others] = input ?? []
    if (first === undefined || !this.#isListening) return !this.#isOver
    const mixed = others.length === 0 ? first : first.map((sample, at) => others.reduce((sum, channel) => sum + (channel[at] ?? 0), sample) / (others.length + 1))
    const voice = this.#filter(this.#resample(mixed))
    this.#give(this.#mask === null ? voice : this.#mask.push(voice))
    return true
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    if (this.#mask !== null) this.#give(this.#mask.finish())
    if (this.#filled > 0) this.#say({ is: 'heard', samples: this.#waiting.slice(0, this.#filled) })
    this.#say({ is: 'over' })
  }

  #give(samples: Float32Array): void {
    for (let at = 0; at < samples.length;) {
      const piece = samples.subarray(at, at + SENT_SAMPLES - this.#filled)
      this.#waiting.set(piece, this.#filled)
      this.#filled += piece.length
      at += piece.length
      if (this.#filled < SENT_SAMPLES) return
      this.#say({ is: 'heard', samples: this.#waiting.slice() })
      this.#filled = 0
    }
  }

  #say(message: FromWorklet): void {
    this.port.postMessage(message, message.is === 'heard' ? [message.samples.buffer] : [])
  }
}

registerProcessor(PROCESSOR, Microphone)
