// Goal: what the server takes for a sealed body really has the shape of one. Method: the C2SP test kit, then files made by
// typage, then the same bytes damaged at random: the parser answers or refuses, and never throws anything else.
import assert from 'node:assert/strict'
import test from 'node:test'
import { inflateSync } from 'node:zlib'
import { Encrypter, Stanza, generateHybridIdentity, identityToRecipient } from 'age-encryption'
import * as vectors from 'cctv-age'
import * as fc from 'fast-check'
import { fromUtf8, utf8 } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { parseAgeHeader, parseLogStanza } from './age-header.ts'

/** What these refuse is what a stanza means or the payload holds: the header as such is well formed. */
const ABOUT_STANZAS = /^(?:scrypt|x25519|hybrid|stream)_/

function vectorOf(raw: Uint8Array): { readonly fields: ReadonlyMap<string, string>; readonly file: Uint8Array } {
  const end = Buffer.from(raw).indexOf('\n\n')
  const fields = new Map(fromUtf8(raw.subarray(0, end)).split('\n').map((line) => line.split(': ') as [string, string]))
  const body = raw.subarray(end + 2)
  return { fields, file: fields.has('compressed') ? inflateSync(body) : body }
}

function parses(file: Uint8Array, parse: (bytes: Uint8Array) => unknown = parseAgeHeader): boolean {
  try {
    parse(file)
    return true
  } catch (error) {
    if (error instanceof Refusal && error.code === 'malformed') return false
    throw error
  }
}

test('the C2SP test kit: well-formed headers are read, malformed ones refused', () => {
  let refused = 0
  for (const [name, raw] of Object.entries(vectors)) {
    const { fields, file } = vectorOf(raw)
    if (fields.has('armored')) continue
    const malformed = fields.get('expect') === 'header failure' && !ABOUT_STANZAS.test(name)
    if (malformed) refused++
    if (malformed || fields.get('expect') !== 'header failure') assert.equal(parses(file), !malformed, name)
  }
  assert.ok(refused > 20, `only ${refused} vectors were malformed`)
})

test('a file made by typage is read, and its payload begins where the header ends', async () => {
  const encrypter = new Encrypter()
  encrypter.addRecipient(await identityToRecipient(await generateHybridIdentity()))
  const file = await encrypter.encrypt('words')
  const header = parseAgeHeader(file)
  assert.deepEqual(header.stanzas.map(({ args }) => args[0]), ['mlkem768x25519'])
  assert.equal(file.length - header.payloadAt, 16 + 5 + 16)
  assert.ok(fromUtf8(header.headerNoMac).endsWith('\n---'))
})

async function sealedWith(...stanzas: Stanza[]): Promise<Uint8Array> {
  const encrypter = new Encrypter()
  encrypter.addRecipient({ wrapFileKey: () => stanzas })
  return encrypter.encrypt('{}')
}

const KEY = new Uint8Array(32)
const SALT = 'AAAAAAAAAAAAAAAAAAAAAA'

test('a body names its generation and its salt', async () => {
  assert.deepEqual(parseLogStanza(await sealedWith(new Stanza(['postern-log', '7', SALT], KEY))), { generation: 7, salt: SALT })
})

for (const [why, args, body] of [
  ['another stanza', ['X25519', '0', SALT], KEY],
  ['a generation that is no number', ['postern-log', '0x1', SALT], KEY],
  ['a generation spelt otherwise', ['postern-log', '01', SALT], KEY],
  ['a short salt', ['postern-log', '0', 'AAAA'], KEY],
  ['a salt spelt otherwise', ['postern-log', '0', 'AAAAAAAAAAAAAAAAAAAAAB'], KEY],
  ['a spare argument', ['postern-log', '0', SALT, 'x'], KEY],
  ['a wrapped key of another size', ['postern-log', '0', SALT], new Uint8Array(31)],
] as const) {
  test(`a body is refused for ${why}`, async () => {
    assert.equal(parses(await sealedWith(new Stanza([...args], body)), parseLogStanza), false)
  })
}

test('a body with two stanzas is refused: the second could be anybody’s', async () => {
  const stanza = new Stanza(['postern-log', '0', SALT], KEY)
  assert.equal(parses(await sealedWith(stanza, stanza), parseLogStanza), false)
})

test('clear words are no body', () => {
  assert.equal(parses(utf8('{"text":"in clear"}'), parseLogStanza), false)
})

test('damaged at random, a file is read or refused', async () => {
  const file = await sealedWith(new Stanza(['postern-log', '0', SALT], KEY))
  const damage = fc.array(fc.tuple(fc.nat(file.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 })
  fc.assert(fc.property(damage, fc.nat(file.length), (bytes, length) => {
    const damaged = file.slice(0, length)
    for (const [at, byte] of bytes) if (at < length) damaged[at] = byte
    parses(damaged, parseLogStanza)
  }))
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => { parses(bytes) }))
})
