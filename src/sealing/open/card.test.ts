// Goal: a card is the word of its author about its log, at its head, and of one size. Method: spec/vectors/cards.json and cards of our own.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { base64url, randomBytes } from '#base/bytes.ts'
import type { CardBody } from '#domain/bodies.ts'
import { bytesIn, refusalOf, vectors } from '#test/support/vectors.ts'
import type { LogKey } from '../plain/log-key.ts'
import { Secret } from '../plain/secret.ts'
import { signingKeyFrom } from '../plain/signing-key.ts'
import { sealCard } from '../seal/card.ts'
import { parseCard } from '../sealed/card.ts'
import { openCard } from './card.ts'

interface Vectors {
  readonly office: string
  readonly log: string
  readonly key: string
  readonly author: string
  readonly card: string
  readonly opensTo: CardBody
  readonly refused: readonly { readonly name: string; readonly refusal: string; readonly card: string }[]
}
const told = vectors<Vectors>('cards')
const key: LogKey = { office: told.office, log: told.log, generation: 0, key: new Secret('log-key', bytesIn(told.key)) }
const author = await signingKeyFrom(new Secret('sign-seed', randomBytes(32)))

test('the card of the vectors opens to its words', async () => {
  assert.deepEqual(await openCard(key, bytesIn(told.card)), { ...told.opensTo, author: told.author })
})

for (const { name, refusal, card } of told.refused) {
  test(`a card is refused: ${name}`, async () => { assert.equal(await refusalOf(() => openCard(key, bytesIn(card))), refusal) })
}

test('every card is of one size, and opens again', async () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 100 }).filter((each) => each.length <= 200 && each.isWellFormed())
  const sizes = new Set<number>()
  await fc.assert(fc.asyncProperty(text, fc.integer({ min: 0, max: 9_999 }), async (title, seq) => {
    const card: CardBody = { ...told.opensTo, title, seq }
    const sealed = await sealCard(key, author, card)
    sizes.add(sealed.length)
    assert.deepEqual(await openCard(key, sealed), { ...card, author: author.publicId })
    assert.equal(parseCard(sealed).seq, seq)
  }), { numRuns: 25 })
  assert.equal(sizes.size, 1)
})

test('a card that would not fit is refused before it is sealed', async () => {
  assert.equal(await refusalOf(() => sealCard(key, author, { ...told.opensTo, labels: Array.from({ length: 20 }, () => '标'.repeat(200)) })), 'too-large')
})

test('damaged anywhere, a card is refused', async () => {
  const sealed = bytesIn(told.card)
  await fc.assert(fc.asyncProperty(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
    const damaged = sealed.slice()
    damaged[at] = (damaged[at] ?? 0) ^ change
    assert.notEqual(await refusalOf(() => openCard(key, damaged)), 'accepted')
  }), { numRuns: 60 })
})

test('a card does not open under another log’s key', async () => {
  const other: LogKey = { ...key, log: base64url(randomBytes(32)) }
  assert.equal(await refusalOf(() => openCard(other, bytesIn(told.card))), 'bad-signature')
  assert.equal(await refusalOf(() => openCard({ ...key, key: new Secret('log-key', randomBytes(32)) }, bytesIn(told.card))), 'foreign-key')
})
