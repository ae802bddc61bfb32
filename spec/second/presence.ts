// Who is at a report, by a second hand: spec/presence.md.
import { openJson, scheme, type Scheme } from './age.ts'
import type { Key } from './log.ts'
import { ascii, b64, join, record, Refused, sha256, signed, unb64, type Bytes, type Value } from './primitives.ts'

const FAR_MS = 285_000

export function presenceScheme({ office, log, generation, key }: Key): Scheme {
  return scheme({ type: 'postern-presence', argument: String(generation), label: 'postern/presence/v1' }, key, [unb64(office), unb64(log)])
}

/** @throws Refused `malformed`, `bad-signature`, `wrong-time`, `foreign-key` */
export function readPresence(key: Key, bytes: Bytes, nowMs: number): Value {
  if (bytes.length < 109 || bytes.length > 428) throw new Refused('malformed', 'presence')
  const [signature, clear, body] = [bytes.subarray(0, 64), bytes.subarray(64, 108), bytes.subarray(108)]
  const numbers = Buffer.from(clear)
  const atMs = Number(numbers.readBigUInt64BE(36))
  if (!Number.isSafeInteger(atMs)) throw new Refused('malformed', 'presence')
  if (!signed(b64(clear.subarray(0, 32)), join(ascii('postern/presence/v1\n'), unb64(key.office), unb64(key.log), clear, sha256(body)), signature)) throw new Refused('bad-signature')
  if (Math.abs(nowMs - atMs) > FAR_MS) throw new Refused('wrong-time')
  if (numbers.readUInt32BE(32) !== key.generation) throw new Refused('foreign-key')
  const value = record(openJson(presenceScheme(key), body))
  if (Object.keys(value).join() !== 'state' || !['reading', 'answering'].includes(String(value['state']))) throw new Refused('malformed', 'presence')
  return value as Value
}
