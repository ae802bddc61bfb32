// Goal: that somebody is at a report is their own word about that report, of one size whatever they do, and only for a while. Method: presences of our own,
// spec/vectors/presence.json, and both damaged anywhere.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { base64url, randomBytes } from '#base/bytes.ts'
import { PRESENCE_STATES, type PresenceState } from '#domain/presence.ts'
import { bytesIn, refusalOf, vectors } from '#test/support/vectors.ts'
import type { LogKey } from '../plain/log-key.ts'
import { Secret } from '../plain/secret.ts'
import { signingKeyFrom } from '../plain/signing-key.ts'
import { sealPresence } from '../seal/presence.ts'
import { openPresence } from './presence.ts'

interface Vectors {
  readonly office: string
  readonly log: string
  readonly key: string
  readonly author: string
  readonly nowMs: number
  readonly presence: string
  readonly opensTo: { readonly state: PresenceState }
  readonly refused: readonly { readonly name: string; readonly refusal: string; readonly presence: string }[]
}
const told = vectors<Vectors>('presence')
const key: LogKey = { office: told.office, log: told.log, generation: 1, key: new Secret('log-key', bytesIn(told.key)) }
const author = await signingKeyFrom(new Secret('sign-seed', randomBytes(32)))
const nowMs = Date.parse('2026-11-23T12:00:00Z')

test('the presence of the vectors opens to what its author does', async () => {
  assert.deepEqual(await openPresence(key, bytesIn(told.presence), told.nowMs), { ...told.opensTo, author: told.author })
})

for (const { name, refusal, presence } of told.refused) {
  test(`a presence is refused: ${name}`, async () => { assert.equal(await refusalOf(() => openPresence(key, bytesIn(presence), told.nowMs)), refusal) })
}

test('whoever reads and whoever answers weigh the same, and each opens again', async () => {
  const sizes = new Set<number>()
  for (const state of PRESENCE_STATES) {
    const sealed = await sealPresence(key, author, { state, atMs: nowMs })
    sizes.add(sealed.length)
    assert.deepEqual(await openPresence(key, sealed, nowMs + 20_000), { author: author.publicId, state })
  }
  assert.equal(sizes.size, 1)
})

test('damaged anywhere, a presence is refused', async () => {
  const sealed = await sealPresence(key, author, { state: 'answering', atMs: nowMs })
  await fc.assert(fc.asyncProperty(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
    const damaged = sealed.slice()
    damaged[at] = (damaged[at] ?? 0) ^ change
    assert.notEqual(await refusalOf(() => openPresence(key, damaged, nowMs)), 'accepted')
  }), { numRuns: 60 })
})

test('shown again after some minutes, or signed far ahead, or about another report, under another key or of another generation, it is refused', async () => {
  const sealed = await sealPresence(key, author, { state: 'reading', atMs: nowMs })
  assert.equal(await refusalOf(() => openPresence(key, sealed, nowMs + 600_000)), 'wrong-time')
  assert.equal(await refusalOf(() => openPresence(key, sealed, nowMs - 600_000)), 'wrong-time')
  assert.equal(await refusalOf(() => openPresence({ ...key, log: base64url(randomBytes(32)) }, sealed, nowMs)), 'bad-signature')
  assert.equal(await refusalOf(() => openPresence({ ...key, key: new Secret('log-key', randomBytes(32)) }, sealed, nowMs)), 'foreign-key')
  assert.equal(await refusalOf(() => openPresence({ ...key, generation: 2 }, sealed, nowMs)), 'foreign-key')
})
