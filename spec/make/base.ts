// Receipts, padding, clocks and frames.
import { damm, keysOf } from '../second/receipt.ts'
import { identityText, pad, padme, recipientText } from '../second/age.ts'
import { ascii, b64, fixed, join, signer, uint32, type Bytes, type Value } from '../second/primitives.ts'

const SAMPLE = '395712846015527390482716'

function withCheck(digits: string): string {
  const check = [...'0123456789'].find((digit) => damm(digits + digit) === 0)
  return digits + String(check)
}

/** Every single wrong digit and every swap of unequal neighbours. */
function slips(code: string): string[] {
  const put = (at: number, digits: string): string => code.slice(0, at) + digits + code.slice(at + digits.length)
  const single = Array.from(code).flatMap((old, at) => Array.from('0123456789').filter((digit) => digit !== old).map((digit) => put(at, digit)))
  const swaps = Array.from(code.slice(1)).flatMap((next, at) => (next === code[at] ? [] : [put(at, next + String(code[at]))]))
  return [...single, ...swaps]
}

export function receipt(): Value {
  const salt = fixed('installation salt')
  const receipts = [withCheck(SAMPLE.slice(0, 23)), withCheck('0'.repeat(23))]
  const [first = ''] = receipts
  return {
    salt: b64(salt), iterations: 600_000,
    derived: receipts.map((each) => {
      const { lookup, token, box, sign } = keysOf(each, salt)
      return { receipt: each, lookup: b64(lookup), token: b64(token), identity: identityText(box), recipient: recipientText(box), signKey: signer(sign).publicId }
    }),
    typed: [
      { typed: first, receipt: first },
      { typed: first.replace(/(\d{4})/g, '$1 ').trim(), receipt: first },
      { typed: `  ${first.replace(/(\d{4})/g, '$1-')}\n`, receipt: first },
      { typed: [...first].map((digit) => String.fromCharCode(0xff10 + Number(digit))).join(''), receipt: first },
      { typed: first.replace(/(\d{4})/g, '$1\u2013\u00a0'), receipt: first },
      { typed: '', refusal: 'length' }, { typed: first.slice(1), refusal: 'length' }, { typed: `${first}0`, refusal: 'length' },
      { typed: `${first.slice(0, 23)}O`, refusal: 'digits' }, { typed: `${first.slice(0, 23)}٣`, refusal: 'digits' }, { typed: `${first},`, refusal: 'digits' },
    ],
    damm: { valid: [...receipts, ...['1', '12', '9'.repeat(23), '572'.repeat(7)].map((digits) => withCheck(digits.padStart(23, '4').slice(-23)))], invalid: slips(first) },
  }
}

export function padding(): Value {
  const sizes = [0, 1, 2, 3, 8, 9, 10, 15, 16, 17, 31, 33, 63, 65, 100, 127, 129, 255, 257, 1000, 1023, 1024, 1025, 1056, 1057, 2047, 2048, 2049, 4095, 4097,
    65_535, 65_536, 65_537, 100_000, 262_145, 1_000_000, 1_048_575, 1_048_576, 1_048_577, 8_589_934_591, 8_589_934_593]
  const values: readonly Value[] = [{}, { text: 'words' }, { text: 'ends with a brace }' }, { text: '报'.repeat(400) }, { a: { b: {} } }, { text: '𠮷'.repeat(2000) }]
  const padded = (value: Value, least: number) => ({ json: JSON.stringify(value), least, padded: Buffer.from(pad(value, least)).toString('utf8') })
  return {
    lengths: sizes.map((size) => [size, padme(size)]),
    padded: [...values.map((value) => padded(value, 1024)), padded({ text: 'card' }, 2048), padded({ a: 1 }, 0)],
  }
}

const RECEIVED: readonly (readonly [string, string | null])[] = [
  ['2026-11-23', null], ['2026-11-23', '2026-11-23'], ['2026-11-23', '2026-11-24'], ['2026-11-23', '2026-11-30'], ['2026-11-23', '2026-12-01'],
  ['2026-11-23', '2027-03-01'], ['2026-11-24', '2026-11-30'], ['2027-11-23', '2027-11-30'], ['2026-11-30', '2026-11-30'], ['2026-08-31', '2026-08-31'],
  ['2026-08-24', null], ['2026-12-25', null], ['2026-12-31', '2026-12-31'], ['2027-12-31', '2028-01-01'], ['2028-02-22', null], ['2028-02-29', '2028-02-29'],
  ['2028-02-23', '2028-03-01'], ['2027-02-21', null], ['2027-02-22', null], ['2027-02-28', '2027-02-28'], ['2099-11-30', '2099-11-30'], ['2100-02-22', null],
  ['2103-11-29', '2103-11-29'], ['2026-03-24', '2026-03-31'], ['2026-10-24', '2026-10-31'], ['2025-11-22', '2025-11-29'],
]

/** Directive (EU) 2019/1937, Art. 9(1)(b) and (f), by Temporal. */
export function clocks(): Value {
  return RECEIVED.map(([received, acknowledged]) => {
    const acknowledgeBy = Temporal.PlainDate.from(received).add({ days: 7 })
    const inTime = acknowledged !== null && Temporal.PlainDate.compare(acknowledged, acknowledgeBy) <= 0
    const start = inTime ? Temporal.PlainDate.from(acknowledged) : acknowledgeBy
    return { received, acknowledged, acknowledgeBy: acknowledgeBy.toString(), feedbackBy: start.add({ months: 3 }).toString() }
  })
}

export function frames(meta: Bytes, parts: readonly Bytes[] = []): Bytes {
  return join(new Uint8Array([1]), ...[meta, ...parts].flatMap((part) => [uint32(part.length), part]))
}

export function framesVectors(): Value {
  const meta = ascii('{"wraps":[]}')
  const parts = [ascii('header'), fixed('signature', 64), new Uint8Array(0)]
  const good = frames(meta, parts)
  const refused = (name: string, bytes: Bytes, member: string) => ({ name, frames: b64(bytes), refusal: 'malformed', member })
  const padded = (size: number, least: number) => {
    let target = least
    while (target < size + 4) target *= 2
    return { size, least, paddedSize: target }
  }
  const small = frames(ascii('{}'), [fixed('part', 9)])
  return {
    read: [
      { name: 'three parts', frames: b64(good), meta: { wraps: [] }, parts: parts.map((part) => b64(part)) },
      { name: 'no parts', frames: b64(frames(ascii('{"a":1}'))), meta: { a: 1 }, parts: [] },
      { name: 'a meta part that is no object', frames: b64(frames(ascii('null'))), meta: null, parts: [] },
    ],
    refused: [
      refused('nothing', new Uint8Array(0), 'version'), refused('another version', join(new Uint8Array([2]), good.subarray(1)), 'version'),
      refused('only a version', new Uint8Array([1]), 'meta'), refused('cut inside a length', good.subarray(0, 3), 'parts'),
      refused('cut inside a part', good.subarray(0, good.length - 5), 'parts'), refused('a byte too many', join(good, new Uint8Array(1)), 'parts'),
      refused('a length past the end', join(new Uint8Array([1, 255, 255, 255, 255]), meta), 'parts'),
      refused('a meta part with a space', frames(ascii('{"wraps": []}')), 'meta'), refused('a meta part that is empty', frames(new Uint8Array(0)), 'meta'),
      refused('a meta part that is not UTF-8', frames(new Uint8Array([0x22, 0xff, 0x22])), 'meta'),
    ],
    example: { frames: b64(small), least: 64, padded: b64(join(small, uint32(64 - small.length - 4), new Uint8Array(64 - small.length - 4))) },
    padded: [padded(20, 64), padded(60, 64), padded(61, 64), padded(1000, 16_384), padded(16_380, 16_384), padded(16_381, 16_384), padded(40_000, 16_384)],
  }
}
