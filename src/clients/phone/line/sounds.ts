import type { Attachment } from '#domain/bodies.ts'
import type { Turn } from '#domain/conversation.ts'
import type { Codec } from '#domain/telephone.ts'
import { PAUSE_SECONDS, piecesOf, type Piece, type Told } from '#clients/telephony/call/pieces.ts'
import type { Sound } from '#clients/telephony/call/state.ts'
import { decode } from '#clients/telephony/sound/g711.ts'
import { silence, startTone } from '#clients/telephony/sound/tones.ts'
import type { Voice } from '../prompts/voice.ts'

export interface Saying extends Told {
  readonly voice: Voice
  readonly own: { readonly codec: Codec; readonly samples: Uint8Array } | null
  readonly replies: readonly Turn[]
  /** What was written down of the reporter's words. */
  readonly minutes: Turn | null
  /** A recording that came with an answer; null for what the line cannot play. */
  readonly listen: (file: Attachment) => Promise<Int16Array | null>
}

/** What is said, as one sound. */
export async function soundsOf(sounds: readonly Sound[], saying: Saying): Promise<Int16Array> {
  const parts: Int16Array[] = []
  for (const piece of piecesOf(sounds, saying)) parts.push(...await soundOf(piece, saying))
  return joined(parts)
}

async function soundOf(piece: Piece, saying: Saying): Promise<readonly Int16Array[]> {
  const { voice, own } = saying
  switch (piece.is) {
    case 'prompt': return [voice.prompt(piece.language, piece.prompt)]
    case 'pause': return [silence(piece.seconds)]
    case 'tone': return [startTone()]
    case 'words': return words(await voice.speak(piece.language, piece.text))
    case 'own': return own === null ? [] : [decode(own.codec, own.samples)]
    case 'reply': return aloud(saying.replies[piece.reply] ?? null, saying)
    case 'minutes': return aloud(saying.minutes, saying)
  }
}

/** Words of an office that this machine cannot speak are left out: the menu comes after them all the same. */
function words(spoken: Int16Array | null): readonly Int16Array[] {
  return spoken === null ? [] : [spoken, silence(PAUSE_SECONDS)]
}

async function aloud(turn: Turn | null, { voice, language, listen }: Saying): Promise<readonly Int16Array[]> {
  if (turn === null) return []
  const spoken = turn.text === '' ? null : await voice.speak(turn.language, turn.text)
  const heard = await Promise.all((turn.files ?? []).map(listen))
  return [
    ...(turn.text === '' ? [] : [spoken ?? voice.prompt(language, 'reply-written')]),
    ...heard.flatMap((sound) => (sound === null ? [] : [sound])),
    ...(heard.includes(null) ? [voice.prompt(language, 'reply-files')] : []),
  ]
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
