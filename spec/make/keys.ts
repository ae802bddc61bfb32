// Wraps and commitments, cards, keyring pages, acknowledgements.
import { createCipheriv } from 'node:crypto'
import { Encrypter } from 'age-encryption'
import { identityText, pad, recipientText, sealJson } from '../second/age.ts'
import { cardScheme, commitment, keyringScheme, textPageScheme, wrapHash, type Key, type Page, type TextPlace } from '../second/log.ts'
import { ascii, b64, canonical, fixed, join, sha256, signer, uint32, unb64, type Bytes, type Signer, type Value } from '../second/primitives.ts'
import { DAY, drawn, handler, logOf, OFFICE, stranger } from './log.ts'
import { officeGenesis } from './office.ts'

/**
 * An ordinary age file to one hybrid recipient, by typage. Sealing to a public key draws its own randomness; so that a vector can
 * be made again, the generator is led by the nose while it does.
 */
export function wrap(name: string, recipient: string, value: Value): Promise<string> {
  return sealHybrid(name, recipient, canonical(value))
}

/** The same for sealed JSON that is padded. */
export function wrapPadded(name: string, { recipient, least }: { readonly recipient: string; readonly least: number }, value: Value): Promise<string> {
  return sealHybrid(name, recipient, pad(value, least))
}

async function sealHybrid(name: string, recipient: string, plain: string | Bytes): Promise<string> {
  const real = Object.getOwnPropertyDescriptor(crypto, 'getRandomValues')
  let draws = 0
  const led = (bytes: Uint8Array): Uint8Array => { bytes.set(fixed(`${name}/draw ${draws++}`, bytes.length)); return bytes }
  Object.defineProperty(crypto, 'getRandomValues', { value: led, configurable: true })
  try {
    const encrypter = new Encrypter()
    encrypter.addRecipient(recipient)
    return b64(await encrypter.encrypt(plain))
  } finally {
    if (real === undefined) Reflect.deleteProperty(crypto, 'getRandomValues')
    else Object.defineProperty(crypto, 'getRandomValues', real)
  }
}

const SEED = fixed('team identity seed')
const OTHER = fixed('other identity seed')
const TEAM = { office: OFFICE, team: 'intake', epoch: 0 }

export async function wraps(): Promise<Value> {
  const { office, log, generation, key } = logOf('report', signer(fixed('reporter sign seed')))
  const keyCommit = commitment(key)
  const forged = fixed('forged log key')
  const recipient = recipientText(SEED)
  const about = { office, log, generation }
  const flipped = Buffer.from(await wrap('flip', recipient, { ...about, key: b64(key) }), 'base64url')
  flipped[flipped.length - 1] = Number(flipped.at(-1)) ^ 1
  const [member, other] = [fixed('member identity seed'), recipientText(OTHER)]
  const bytes = fixed('any age file', 40)
  const rows = [['log:0', 'team:intake:0'], ['log:0', 'reporter'], ['log:1', 'reporter'], ['log:0', `member:${handler.publicId}`], ['team:intake:0', `member:${handler.publicId}`]] as const
  return {
    named: rows.map(([subject, reader]) => ({ subject, reader, bytes: b64(bytes), hash: wrapHash({ subject, reader, bytes }) })),
    commitments: ['report/log key', 'other report/log key', 'forged log key'].map((name) => ({ key: b64(fixed(name)), keyCommit: commitment(fixed(name)) })),
    log: {
      identity: identityText(SEED), seed: b64(SEED), recipient, expected: { ...about, keyCommit },
      wrap: await wrap('good', recipient, { ...about, key: b64(key) }), key: b64(key),
      refused: [
        { name: 'forged from public data with another key', refusal: 'bad-commitment', wrap: await wrap('forged', recipient, { ...about, key: b64(forged) }) },
        { name: 'the key of another log', refusal: 'bad-commitment', wrap: await wrap('log', recipient, { ...about, log: b64(fixed('other')), key: b64(key) }) },
        { name: 'another office', refusal: 'bad-commitment', wrap: await wrap('office', recipient, { ...about, office: b64(fixed('other')), key: b64(key) }) },
        { name: 'another generation', refusal: 'bad-commitment', wrap: await wrap('generation', recipient, { ...about, generation: 1, key: b64(key) }) },
        { name: 'a key of 31 bytes', refusal: 'bad-commitment', wrap: await wrap('short', recipient, { ...about, key: b64(key.subarray(1)) }) },
        { name: 'sealed to somebody else', refusal: 'foreign-key', wrap: await wrap('else', other, { ...about, key: b64(key) }) },
        { name: 'a byte flipped', refusal: 'foreign-key', wrap: b64(flipped) },
      ],
    },
    team: {
      identity: identityText(member), seed: b64(member), expected: { ...TEAM, recipient },
      wrap: await wrap('team', recipientText(member), { ...TEAM, identity: identityText(SEED) }), teamIdentity: identityText(SEED),
      refused: [
        { name: 'another team’s secret', refusal: 'bad-commitment', wrap: await wrap('secret', recipientText(member), { ...TEAM, identity: identityText(OTHER) }) },
        { name: 'another epoch', refusal: 'bad-commitment', wrap: await wrap('epoch', recipientText(member), { ...TEAM, epoch: 1, identity: identityText(SEED) }) },
        { name: 'a log key', refusal: 'bad-commitment', wrap: await wrap('kind', recipientText(member), { ...about, key: b64(key) }) },
      ],
    },
  }
}

interface CardMade {
  readonly key: Key
  readonly author?: Signer
  readonly clear?: { readonly seq: number; readonly head: string }
  readonly body?: Bytes
}

const desk = logOf('desk', handler)
const CARD = { log: desk.log, head: b64(fixed('desk head')), seq: 4, title: '泄露标底 / a leaked price', language: 'zh', labels: ['tender'], severity: 'high', nextStep: '' }

function card(name: string, value: Value, { key, author = handler, clear = CARD, body }: CardMade): Bytes {
  const sealed = body ?? sealJson(cardScheme(key), drawn(name), pad(value, 2048))
  const parts = join(unb64(author.publicId), uint32(clear.seq), unb64(clear.head))
  return join(author.sign(join(ascii('postern/card/v1\n'), unb64(key.office), unb64(key.log), parts, sha256(sealed))), parts, sealed)
}

export function cards(): Value {
  const good = card('card', CARD, { key: desk })
  const elsewhere = { ...desk, log: logOf('other report', handler).log }
  const put = (bytes: Bytes, at: number): Bytes => join(bytes.subarray(0, at), new Uint8Array([Number(bytes[at]) ^ 1]), bytes.subarray(at + 1))
  const refused = (name: string, refusal: string, bytes: Bytes) => ({ name, refusal, card: b64(bytes) })
  return {
    office: OFFICE, log: desk.log, generation: 0, key: b64(desk.key), author: handler.publicId, card: b64(good), opensTo: CARD,
    refused: [
      refused('a bit of the signature', 'bad-signature', put(good, 5)), refused('another author', 'bad-signature', join(good.subarray(0, 64), unb64(stranger.publicId), good.subarray(96))),
      refused('the clear head rolled forward', 'bad-signature', put(good, 101)), refused('the clear seq rolled forward', 'bad-signature', put(good, 99)),
      refused('a byte of the body', 'bad-signature', put(good, good.length - 1)),
      refused('a clear head that the words deny', 'malformed', card('head', CARD, { key: desk, clear: { seq: 4, head: b64(fixed('newer head')) } })),
      refused('a clear seq that the words deny', 'malformed', card('seq', CARD, { key: desk, clear: { seq: 5, head: CARD.head } })),
      refused('the words of another log’s card', 'malformed', card('log', { ...CARD, log: elsewhere.log }, { key: desk })),
      refused('another log’s card', 'bad-signature', card('elsewhere', { ...CARD, log: elsewhere.log }, { key: elsewhere })),
      refused('a body under another key', 'foreign-key', card('key', CARD, { key: desk, body: sealJson(cardScheme({ ...desk, key: fixed('x') }), drawn('key'), pad(CARD, 2048)) })),
      refused('an entry’s body for a card', 'foreign-key', card('type', CARD, { key: desk, body: sealJson({ ...cardScheme(desk), type: 'postern-log' }, drawn('type'), pad(CARD, 2048)) })),
      refused('cut short', 'malformed', good.subarray(0, 132)), refused('far too long', 'malformed', join(good, new Uint8Array(4096))),
      refused('words that are no card', 'malformed', card('words', { text: 'a' }, { key: desk })),
    ],
  }
}

const PAGE: Page = { ...TEAM, page: 0 }

export function keyring(): Value {
  const row = (name: string) => ({ log: logOf(name, handler).log, generation: 0, head: b64(fixed(`${name} head`)), key: b64(fixed(`${name}/log key`)) })
  const keys = ['report', 'other report', 'desk'].map((name) => row(name))
  const page = (name: string, value: Value, { at = PAGE, under = SEED }: { readonly at?: Page; readonly under?: Bytes } = {}): Bytes => {
    const body = sealJson(keyringScheme(under, at), drawn(name), pad(value))
    return join(handler.sign(join(ascii('postern/keyring/v1\n'), sha256(body))), unb64(handler.publicId), body)
  }
  const good = page('page', { ...PAGE, keys })
  const next = { ...PAGE, page: 1 }
  const refused = (name: string, refusal: string, bytes: Bytes) => ({ name, refusal, page: b64(bytes) })
  return {
    team: identityText(SEED), seed: b64(SEED), expected: { ...PAGE }, author: handler.publicId, page: b64(good), keys,
    refused: [
      refused('the next page', 'malformed', page('next', { ...next, keys }, { at: next })), refused('a page that says it is another', 'malformed', page('says', { ...next, keys })),
      refused('another epoch’s page', 'foreign-key', page('epoch', { ...PAGE, epoch: 1, keys }, { at: { ...PAGE, epoch: 1 } })),
      refused('another team’s page', 'foreign-key', page('team', { ...PAGE, team: 'other', keys }, { at: { ...PAGE, team: 'other' } })),
      refused('under another secret', 'foreign-key', page('secret', { ...PAGE, keys }, { under: OTHER })),
      refused('a log listed twice', 'malformed', page('twice', { ...PAGE, keys: [...keys, row('report')] })),
      refused('a key of 31 bytes', 'malformed', page('short', { ...PAGE, keys: [{ ...row('report'), key: b64(fixed('k', 31)) }] })),
      refused('another author', 'bad-signature', join(good.subarray(0, 64), unb64(stranger.publicId), good.subarray(96))),
      refused('a byte of the body', 'bad-signature', join(good.subarray(0, -1), new Uint8Array([Number(good.at(-1)) ^ 1]))), refused('cut short', 'bad-signature', good.subarray(0, 90)),
    ],
  }
}

const TEXT_PLACE: TextPlace = { ...TEAM, page: b64(fixed('page of texts')) }

export function textPages(): Value {
  const text = (name: string, words: string, language: string) => ({ id: logOf(name, handler).log, title: words.slice(0, 5), language, receivedDay: DAY, state: 'received', text: words })
  const texts = [text('report', '三月三日的招标在开标之前就已内定。😀', 'zh'), text('other report', 'Three invoices for one delivery.', 'en')]
  const page = (name: string, value: Value, { at = TEXT_PLACE, under = SEED }: { readonly at?: TextPlace; readonly under?: Bytes } = {}): Bytes => {
    const body = sealJson(textPageScheme(under, at), drawn(`texts ${name}`), pad(value))
    return join(handler.sign(join(ascii('postern/texts/v1\n'), sha256(body))), unb64(handler.publicId), body)
  }
  const good = page('page', { ...TEXT_PLACE, texts })
  const next = { ...TEXT_PLACE, page: b64(fixed('another page of texts')) }
  const refused = (name: string, refusal: string, bytes: Bytes) => ({ name, refusal, page: b64(bytes) })
  return {
    team: identityText(SEED), seed: b64(SEED), expected: { ...TEXT_PLACE }, author: handler.publicId, page: b64(good), texts,
    refused: [
      refused('another page', 'malformed', page('next', { ...next, texts }, { at: next })), refused('a page that says it is another', 'malformed', page('says', { ...next, texts })),
      refused('another epoch’s page', 'foreign-key', page('epoch', { ...TEXT_PLACE, epoch: 1, texts }, { at: { ...TEXT_PLACE, epoch: 1 } })),
      refused('another team’s page', 'foreign-key', page('team', { ...TEXT_PLACE, team: 'other', texts }, { at: { ...TEXT_PLACE, team: 'other' } })),
      refused('under another secret', 'foreign-key', page('secret', { ...TEXT_PLACE, texts }, { under: OTHER })),
      refused('a page of keys', 'foreign-key', page('keys', { ...PAGE, keys: [] }, { at: TEXT_PLACE, under: OTHER })),
      refused('another author', 'bad-signature', join(good.subarray(0, 64), unb64(stranger.publicId), good.subarray(96))),
      refused('a byte of the body', 'bad-signature', join(good.subarray(0, -1), new Uint8Array([Number(good.at(-1)) ^ 1]))), refused('cut short', 'bad-signature', good.subarray(0, 90)),
    ],
  }
}

/** A report's end in the server's words, and a wrap as it lies on the disk. */
export function erasure(): Value {
  const server = signer(fixed('server sign seed'))
  const erased = { office: b64(fixed('office id')), log: b64(fixed('log id')), entry: b64(fixed('entry hash')), day: DAY }
  const bytes = join(ascii('postern/erasure/v1\n'), ascii(canonical(erased)))
  const signature = b64(server.sign(bytes))
  const other = b64(fixed('another'))
  const refuse = (name: string, change: object, by = server.publicId) => ({ name, serverKey: by, statement: { ...erased, signature, ...change } })
  return {
    serverSeed: b64(fixed('server sign seed')), serverKey: server.publicId, signedText: Buffer.from(bytes).toString('utf8'), statement: { ...erased, signature },
    refused: [
      refuse('another log', { log: other }), refuse('another office', { office: other }), refuse('another entry', { entry: other }), refuse('another day', { day: '2026-11-24' }),
      refuse('another server', {}, stranger.publicId), refuse('a signature without its label', { signature: b64(server.sign(ascii(canonical(erased)))) }),
    ],
    atRest: wrapAtRest(), proofs: erasureProofs(),
  }
}

/** Files that prove an erasure, and such as do not. */
function erasureProofs(): Value {
  const [genesis, server] = [officeGenesis(), signer(fixed('server sign seed'))]
  const told = { office: genesis.hash, log: b64(fixed('log id')), entry: b64(fixed('entry hash')), day: DAY }
  const inFile = { header: b64(genesis.header), signature: b64(genesis.signature), body: b64(genesis.body) }
  const by = (author: typeof server, erased: typeof told) => ({ format: 'postern/erasure-proof/v1', ...erased, signature: b64(author.sign(join(ascii('postern/erasure/v1\n'), ascii(canonical(erased))))), genesis: inFile })
  const proof = by(server, told)
  const elsewhere = { ...told, office: b64(fixed('office id')) }
  return {
    proof,
    refused: [
      { name: 'another format', part: 'file', proof: { ...proof, format: 'postern/proof/v1' } }, { name: 'a member too many', part: 'file', proof: { ...proof, serverKey: server.publicId } },
      { name: 'a genesis of another office', part: 'genesis', proof: by(server, elsewhere) },
      { name: 'a genesis with another body', part: 'genesis', proof: { ...proof, genesis: { ...inFile, body: b64(ascii('{}')) } } },
      { name: 'another day', part: 'signature', proof: { ...proof, day: '2026-11-24' } }, { name: 'another report', part: 'signature', proof: { ...proof, log: b64(fixed('another')) } },
      { name: 'another server', part: 'signature', proof: by(stranger, told) },
    ],
  }
}

function wrapAtRest(): Value {
  const place = { number: 7, reader: 'reporter', subject: 'log:0' }
  const [key, nonce, bytes] = [fixed('erasure key'), fixed('erasure nonce').subarray(0, 12), fixed('a wrap')]
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(ascii(`postern/at-rest/v1\n${place.number}\n${place.reader}\n${place.subject}`))
  const sealed = join(nonce, new Uint8Array(cipher.update(bytes)), new Uint8Array(cipher.final()))
  return { ...place, key: b64(key), wrap: b64(bytes), stored: b64(join(sealed, new Uint8Array(cipher.getAuthTag()))) }
}

export function acknowledgements(): Value {
  const server = signer(fixed('server sign seed'))
  const kept = { log: b64(fixed('log id')), seq: 3, hash: b64(fixed('entry hash')), day: DAY }
  const bytes = join(ascii('postern/acknowledgement/v1\n'), ascii(canonical(kept)))
  const signature = b64(server.sign(bytes))
  const other = b64(fixed('another'))
  return {
    serverSeed: b64(fixed('server sign seed')), serverKey: server.publicId, signedText: Buffer.from(bytes).toString('utf8'), acknowledgement: { ...kept, signature },
    refused: [
      { name: 'another log', serverKey: server.publicId, acknowledgement: { ...kept, log: other, signature } }, { name: 'another entry', serverKey: server.publicId, acknowledgement: { ...kept, hash: other, signature } },
      { name: 'another place', serverKey: server.publicId, acknowledgement: { ...kept, seq: 4, signature } }, { name: 'another day', serverKey: server.publicId, acknowledgement: { ...kept, day: '2026-11-24', signature } },
      { name: 'another server', serverKey: stranger.publicId, acknowledgement: { ...kept, signature } },
      { name: 'a signature without its label', serverKey: server.publicId, acknowledgement: { ...kept, signature: b64(server.sign(ascii(canonical(kept)))) } },
      { name: 'a signature made for an entry', serverKey: server.publicId, acknowledgement: { ...kept, signature: b64(server.sign(join(ascii('postern/entry/v1\n'), ascii(canonical(kept))))) } },
    ],
  }
}
