// That a member is at a report, and such as are not believed.
import { pad, sealJson } from '../second/age.ts'
import type { Key } from '../second/log.ts'
import { presenceScheme } from '../second/presence.ts'
import { ascii, b64, fixed, join, sha256, uint32, unb64, type Bytes, type Value } from '../second/primitives.ts'
import { drawn, handler, logOf, OFFICE, stranger } from './log.ts'

const key: Key = { ...logOf('report', handler), generation: 1 }
const AT_MS = Date.parse('2026-11-23T12:00:00.250Z')

interface Made {
  readonly under?: Key
  readonly atMs?: number
  readonly body?: Bytes
}

function presence(name: string, value: Value, { under = key, atMs = AT_MS, body }: Made = {}): Bytes {
  const sealed = body ?? sealJson(presenceScheme(under), drawn(name), pad(value, 64))
  const clear = join(unb64(handler.publicId), uint32(under.generation), uint32(Math.floor(atMs / 2 ** 32)), uint32(atMs % 2 ** 32))
  return join(handler.sign(join(ascii('postern/presence/v1\n'), unb64(under.office), unb64(under.log), clear, sha256(sealed))), clear, sealed)
}

export function presences(): Value {
  const good = presence('presence', { state: 'answering' })
  const put = (at: number): Bytes => join(good.subarray(0, at), new Uint8Array([Number(good[at]) ^ 1]), good.subarray(at + 1))
  const refused = (name: string, refusal: string, bytes: Bytes): Value => ({ name, refusal, presence: b64(bytes) })
  const state = { state: 'reading' }
  const under = (scheme: object): Made => ({ body: sealJson({ ...presenceScheme(key), ...scheme }, drawn('type'), pad(state, 64)) })
  return {
    office: OFFICE, log: key.log, generation: 1, key: b64(key.key), author: handler.publicId, nowMs: AT_MS + 20_000, presence: b64(good), opensTo: { state: 'answering' },
    refused: [
      refused('a bit of the signature', 'bad-signature', put(5)), refused('another author', 'bad-signature', join(good.subarray(0, 64), unb64(stranger.publicId), good.subarray(96))),
      refused('another generation in clear', 'bad-signature', put(99)), refused('another moment in clear', 'bad-signature', put(107)), refused('a byte of the body', 'bad-signature', put(good.length - 1)),
      refused('of ten minutes ago', 'wrong-time', presence('old', state, { atMs: AT_MS - 600_000 })), refused('of in ten minutes', 'wrong-time', presence('ahead', state, { atMs: AT_MS + 600_000 })),
      refused('another report’s', 'bad-signature', presence('log', state, { under: { ...key, log: logOf('other report', handler).log } })),
      refused('of an earlier generation', 'foreign-key', presence('generation', state, { under: { ...key, generation: 0 } })),
      refused('under another key', 'foreign-key', presence('key', state, { under: { ...key, key: fixed('x') } })),
      refused('a card’s body', 'foreign-key', presence('type', state, under({ type: 'postern-card' }))),
      refused('another state', 'malformed', presence('state', { state: 'asleep' })), refused('more than a state', 'malformed', presence('more', { ...state, name: 'Wei' })),
      refused('cut short', 'malformed', good.subarray(0, 108)), refused('far too long', 'malformed', join(good, new Uint8Array(512))),
    ],
  }
}
