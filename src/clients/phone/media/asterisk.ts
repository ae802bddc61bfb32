import * as v from 'valibot'
import type { Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { CODECS } from '#domain/telephone.ts'
import type { Adapter, Answering, Ear, Wire } from './media.ts'
import { oneDigit, readMessage, token } from './message.ts'
import { Outgoing } from './outgoing.ts'

/**
 * Asterisk's `chan_websocket` with `control_message_format = json`: sound in binary messages, everything else as JSON on the same socket.
 * @see https://docs.asterisk.org/Configuration/Channel-Drivers/WebSocket/
 */
const asteriskEvent = v.variant('event', [
  v.object({ event: v.literal('MEDIA_START'), format: token }),
  v.object({ event: v.literal('DTMF_END'), digit: oneDigit }),
  v.object({ event: v.literal('MEDIA_BUFFERING_COMPLETED'), correlation_id: v.optional(token) }),
  v.object({ event: v.picklist(['MEDIA_XOFF', 'MEDIA_XON', 'STATUS', 'QUEUE_DRAINED', 'MEDIA_MARK_PROCESSED', 'DTMF_BEGIN', 'ERROR']) }),
])
export type AsteriskEvent = v.InferOutput<typeof asteriskEvent>

/** @throws Refusal `malformed`, `too-large` */
export function readAsterisk(text: string): AsteriskEvent {
  return readMessage(asteriskEvent, text)
}

export function asterisk(wire: Wire, answering: Answering): Adapter {
  let ear: Ear | null = null
  const command = (name: string, more: object = {}): void => wire.send(JSON.stringify({ command: name, ...more }))
  const outgoing = new Outgoing((block, mark) => {
    command('START_MEDIA_BUFFERING')
    wire.send(block)
    command('STOP_MEDIA_BUFFERING', { correlation_id: mark })
  }, () => ear?.onPlayed())
  const begin = (format: string): void => {
    const codec = CODECS.find((each) => each === format)
    if (codec === undefined || ear !== null) throw new Refusal(codec === undefined ? 'unsupported' : 'malformed', { member: codec === undefined ? 'format' : 'event' })
    ear = answering({
      codec,
      play: (sound) => outgoing.play(sound),
      flush: () => { if (outgoing.forget()) command('FLUSH_MEDIA') },
      hangup: () => { command('HANGUP'); wire.close() },
    })
  }
  const hear = (): Ear => {
    if (ear === null) throw new Refusal('malformed', { member: 'event' })
    return ear
  }
  return {
    take(message) {
      if (typeof message !== 'string') return audio(hear(), message)
      const event = readAsterisk(message)
      if (event.event === 'MEDIA_START') return begin(event.format)
      if (event.event === 'DTMF_END') return hear().onDigit(event.digit)
      if (event.event === 'MEDIA_BUFFERING_COMPLETED' && event.correlation_id !== undefined) outgoing.marked(event.correlation_id)
    },
    ended: () => ear?.onEnd(),
  }
}

export function audio(ear: Ear, samples: Bytes): void {
  if (samples.length > LIMITS.callMessageBytesMax) throw new Refusal('too-large', { bytesMax: LIMITS.callMessageBytesMax })
  if (samples.length > 0) ear.onAudio(samples)
}
