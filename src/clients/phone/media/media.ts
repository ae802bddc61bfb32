import type { Bytes } from '#base/bytes.ts'
import type { Codec } from '#domain/telephone.ts'

/** What a call does to the telephone at its other end, whoever carries it. */
export interface Media {
  readonly codec: Codec
  /** Behind what is being played; `onPlayed` tells when all of it was heard. */
  play(sound: Bytes): void
  /** Stops what is being played, and forgets the rest. */
  flush(): void
  hangup(): void
}

/** What a telephone tells a call. */
export interface Ear {
  /** G.711 as received, never changed. */
  onAudio(samples: Bytes): void
  onDigit(digit: string): void
  onPlayed(): void
  onEnd(): void
}

/** A socket as the adapters need it. */
export interface Wire {
  send(message: string | Bytes): void
  close(): void
}

/** One end of a carrier's socket: takes its messages in order. */
export interface Adapter {
  /** @throws Refusal `malformed` (`member` says what was wrong), `too-large`, `unsupported` for a voice in another codec */
  take(message: string | Bytes): void
  ended(): void
}

/** Told once a call is up; gives the ear that hears it. */
export type Answering = (media: Media) => Ear
