import { concat, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { take } from '#clients/desk/voice/take.ts'
import type { Piece } from '#clients/telephony/call/pieces.ts'
import { PHONE_WORDS } from '#clients/telephony/prompts/prompt.ts'
import { encode } from '#clients/telephony/sound/g711.ts'
import { startTone } from '#clients/telephony/sound/tones.ts'
import { wavOf } from '#clients/telephony/sound/wav-of.ts'
import type { Recording } from '#clients/voice/recorder.ts'
import type { Language } from '#domain/bodies.ts'
import { readAloud } from './browser-voice.ts'
import type { RehearsalEar } from './rehearsal.svelte.ts'

interface EarOptions {
  /** The recording that would be said; null for none. */
  readonly sound: (language: Language, prompt: string) => Promise<Bytes | null>
  /** The microphone was not given: whoever rehearses is taken to have spoken. */
  readonly onnone: () => void
}

/** What a sentence takes that nobody reads out, for whoever reads it. */
const [READ_MS_MIN, READ_MS_A_CHARACTER] = [500, 25]
const [LISTEN_MS, LOUD] = [100, 0.05]

/** Loudspeaker and microphone of this device. */
export function deviceEar({ sound, onnone }: EarOptions): RehearsalEar {
  const speaker = loudspeaker()
  const heard = microphone(onnone)
  return {
    hush: () => speaker.hush(), record: (isMasked, onspoken) => heard.record(isMasked, onspoken), stop: () => heard.stop(), discard: () => heard.discard(),
    async play(piece: Piece) {
      if (piece.is === 'pause') return speaker.wait(piece.seconds * 1000)
      if (piece.is === 'tone') return speaker.sounded(toneWav())
      if (piece.is === 'own') return heard.own === null ? undefined : speaker.sounded(heard.own)
      if (piece.is === 'words') return speaker.read(piece.language, piece.text)
      if (piece.is !== 'prompt') return undefined
      const recorded = await sound(piece.language, piece.prompt).catch(() => null)
      return recorded === null ? speaker.read(piece.language, PHONE_WORDS[piece.language][piece.prompt]) : speaker.sounded(recorded)
    },
  }
}

/** Each resolves when it was heard, or at once when it is hushed. */
function loudspeaker() {
  const audio = new Audio()
  let end: () => void = () => {}
  let url = ''
  const until = (begin: (done: () => void) => () => void): Promise<void> => new Promise((resolve) => {
    let stop: () => void = () => {}
    const done = (): void => { stop(); resolve() }
    end = done
    stop = begin(done)
  })
  return {
    hush: (): void => end(),
    wait: (ms: number): Promise<void> => until((done) => {
      const timer = setTimeout(done, ms)
      return () => clearTimeout(timer)
    }),
    sounded: (bytes: Bytes): Promise<void> => until((done) => {
      URL.revokeObjectURL(url)
      url = URL.createObjectURL(new Blob([bytes], { type: 'audio/wav' }))
      audio.src = url
      audio.onended = audio.onerror = done
      // A browser that plays nothing unasked goes on without.
      void started(audio, done)
      return () => { audio.pause() }
    }),
    read: (language: Language, text: string): Promise<void> => until((done) => {
      const timer = setTimeout(done, Math.max(READ_MS_MIN, text.length * READ_MS_A_CHARACTER))
      const stop = readAloud(language, text, done)
      if (stop !== null) clearTimeout(timer)
      return () => { clearTimeout(timer); stop?.() }
    }),
  }
}

function microphone(onnone: () => void) {
  let recording: Recording | null = null
  let listening: ReturnType<typeof setInterval> | undefined
  let own: Bytes | null = null
  let turn = 0
  const forget = (): void => {
    turn += 1
    clearInterval(listening)
    recording?.discard()
    recording = null
  }
  const listen = async (isMasked: boolean, onspoken: () => void): Promise<void> => {
    const mine = turn
    try {
      const begun = await take({ isMasked, secondsMax: LIMITS.spokenAnswerSecondsMax }, () => undefined)
      if (mine !== turn) return begun.discard()
      recording = begun
      listening = setInterval(() => {
        if (begun.level() < LOUD) return
        clearInterval(listening)
        onspoken()
      }, LISTEN_MS)
    } catch {
      if (mine !== turn) return
      onnone()
      onspoken()
    }
  }
  const keep = async (made: Recording): Promise<void> => {
    const { parts } = await made.stop()
    own = concat(...parts)
  }
  return {
    get own(): Bytes | null { return own },
    record(isMasked: boolean, onspoken: () => void): void {
      forget()
      void listen(isMasked, onspoken)
    },
    stop(): void {
      const made = recording
      clearInterval(listening)
      recording = null
      turn += 1
      if (made !== null) void keep(made)
    },
    discard(): void {
      forget()
      own = null
    },
  }
}

async function started(audio: HTMLAudioElement, onnone: () => void): Promise<void> {
  try {
    await audio.play()
  } catch {
    onnone()
  }
}

function toneWav(): Bytes {
  return wavOf('ulaw', encode('ulaw', startTone()))
}
