/** What the page and the code on the audio thread say to each other. Page to worklet are three words: `listen`, `wait`, `end`. */
export const PROCESSOR = 'microphone'

/** A piece of what was recorded: 60 ms, three packets of Opus. */
export const SENT_SAMPLES = 960

export interface WorkletOptions {
  /** What masks the voice is drawn from this; null for a voice as it is. */
  readonly random: Uint32Array | null
}

export type FromWorklet = { readonly is: 'heard'; readonly samples: Float32Array<ArrayBuffer> } | { readonly is: 'over' }
