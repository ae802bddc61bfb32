import { createHmac, timingSafeEqual } from 'node:crypto'
import * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'
import type { Adapter, Answering, Ear, Wire } from './media.ts'
import { audio } from './asterisk.ts'
import { oneDigit, readMessage, token } from './message.ts'
import { Outgoing } from './outgoing.ts'

/**
 * Twilio's Media Streams, in both directions (`<Connect><Stream>`), which others nearly share: everything is JSON, sound as base64. Account, call and the
 * caller's parameters are not read.
 * @see https://www.twilio.com/docs/voice/media-streams/websocket-messages
 */
const twilioEvent = v.variant('event', [
  v.object({ event: v.literal('connected') }),
  v.object({ event: v.literal('start'), start: v.object({ streamSid: token, mediaFormat: v.object({ encoding: token, sampleRate: v.number(), channels: v.number() }) }) }),
  v.object({ event: v.literal('media'), media: v.object({ track: v.optional(token), payload: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/)) }) }),
  v.object({ event: v.literal('dtmf'), dtmf: v.object({ digit: oneDigit }) }),
  v.object({ event: v.literal('mark'), mark: v.object({ name: token }) }),
  v.object({ event: v.literal('stop') }),
])
export type TwilioEvent = v.InferOutput<typeof twilioEvent>

/** @throws Refusal `malformed`, `too-large` */
export function readTwilio(text: string): TwilioEvent {
  return readMessage(twilioEvent, text)
}

/**
 * Whether a request to open a stream comes from the account: HMAC-SHA1 over the address under the account's token.
 * @param url - as Twilio was told it: `wss://…`
 * @see https://www.twilio.com/docs/usage/security
 */
export function isSignedByTwilio(secret: string, url: string, signature: string | undefined): boolean {
  const expected = createHmac('sha1', secret).update(url).digest()
  const given = Buffer.from(signature ?? '', 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

export function twilio(wire: Wire, answering: Answering): Adapter {
  let [ear, stream] = [null as Ear | null, '']
  const tell = (event: string, more: object = {}): void => wire.send(JSON.stringify({ event, streamSid: stream, ...more }))
  const outgoing = new Outgoing((block, mark) => {
    tell('media', { media: { payload: Buffer.from(block).toString('base64') } })
    tell('mark', { mark: { name: mark } })
  }, () => ear?.onPlayed())
  const begin = ({ streamSid, mediaFormat: { encoding, sampleRate, channels } }: Extract<TwilioEvent, { event: 'start' }>['start']): void => {
    if (encoding !== 'audio/x-mulaw' || sampleRate !== 8000 || channels !== 1) throw new Refusal('unsupported', { member: 'mediaFormat' })
    if (ear !== null) throw new Refusal('malformed', { member: 'event' })
    stream = streamSid
    ear = answering({
      codec: 'ulaw',
      play: (sound) => outgoing.play(sound),
      flush: () => { if (outgoing.forget()) tell('clear') },
      // What stands behind the stream in its document hangs up.
      hangup: () => wire.close(),
    })
  }
  const hear = (): Ear => {
    if (ear === null) throw new Refusal('malformed', { member: 'event' })
    return ear
  }
  return {
    take(message) {
      if (typeof message !== 'string') throw new Refusal('malformed', { member: 'event' })
      const event = readTwilio(message)
      switch (event.event) {
        case 'start': return begin(event.start)
        case 'media': return (event.media.track ?? 'inbound') === 'inbound' ? audio(hear(), new Uint8Array(Buffer.from(event.media.payload, 'base64'))) : undefined
        case 'dtmf': return hear().onDigit(event.dtmf.digit)
        case 'mark': return outgoing.marked(event.mark.name)
        case 'stop': return wire.close()
        case 'connected': return undefined
      }
    },
    ended: () => ear?.onEnd(),
  }
}
