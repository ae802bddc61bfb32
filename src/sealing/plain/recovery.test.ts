// Goal: k holders have the office's recovery, fewer have nothing, and what is wrong is named. Method: spec/vectors/recovery.json,
// which a second hand made, and splits of our own.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes } from '#base/bytes.ts'
import { bytesIn, refusalOf, refusedWith, vectors } from '#test/support/vectors.ts'
import { openShare, type ExpectedShare } from '../open/recovery.ts'
import { sealShare } from '../seal/recovery.ts'
import { identityText, newIdentity, recipientOf, seedOfIdentity } from './age-identity.ts'
import { combineRecovery, newRecoverySecret, recoveryKeysOf, splitRecovery, type RecoveryTerms } from './recovery.ts'
import { parseShare, shareHash, shareText, shareWords, type RecoveryShare } from './recovery-share.ts'
import { Secret } from './secret.ts'

interface Told { readonly office: string; readonly generation: number; readonly index: number; readonly share: string }
interface Vectors {
  readonly secret: string
  readonly identity: string
  readonly terms: RecoveryTerms
  readonly shares: readonly (Told & { readonly hash: string; readonly text: string; readonly words: string })[]
  readonly typed: readonly { readonly typed: string; readonly index?: number; readonly refusal?: string; readonly word?: number }[]
  readonly combined: readonly (readonly number[])[]
  readonly refused: readonly { readonly name: string; readonly refusal: string; readonly shares: readonly Told[]; readonly terms?: RecoveryTerms }[]
  readonly wrap: {
    readonly identity: string; readonly wrap: string; readonly share: string; readonly expected: ExpectedShare
    readonly refused: readonly { readonly name: string; readonly refusal: string; readonly wrap: string }[]
  }
}
const told = vectors<Vectors>('recovery')
const shareIn = ({ office, generation, index, share }: Told): RecoveryShare => ({ office, generation, index, share: new Secret('recovery-share', bytesIn(share)) })
const all = told.shares.map(shareIn)

test('the secret of the vectors gives their keys', async () => {
  const keys = await recoveryKeysOf(new Secret('office-recovery', bytesIn(told.secret)), told.terms.office)
  assert.deepEqual([identityText(keys.identity), keys.recipient, keys.signing.publicId], [told.identity, told.terms.recipient, told.terms.signKey])
})

test('a share has one hash, and two spellings that are read back', () => {
  for (const [place, { hash, text, words }] of told.shares.entries()) {
    const share = all[place] ?? assert.fail('a share too few')
    assert.deepEqual([shareHash(share), shareText(share), shareWords(share).join(' ')], [hash, text, words])
    for (const spelling of [text, words]) assert.equal(shareHash(parseShare(spelling, told.terms.office)), hash)
  }
})

test('a share that a person typed is read as it was meant, or a slip in it is told', async () => {
  for (const { typed, index, refusal, word } of told.typed) {
    if (index !== undefined) assert.equal(parseShare(typed, told.terms.office).index, index)
    const refused = await refusedWith(() => parseShare(typed, told.terms.office))
    assert.equal(refused?.code, refusal, typed)
    assert.equal(refused?.details['word'], word)
  }
})

test('every single wrong word is noticed, and every swap of two', async () => {
  const words = (told.shares[0]?.words ?? '').split(' ')
  for (const [at, word] of words.entries()) {
    const other = words.find((each) => each !== word) ?? 'zoo'
    assert.equal(await refusalOf(() => parseShare(words.toSpliced(at, 1, other).join(' '), told.terms.office)), 'share-mistyped')
    const next = words[at + 1]
    if (next !== undefined && next !== word) assert.equal(await refusalOf(() => parseShare(words.toSpliced(at, 2, next, word).join(' '), told.terms.office)), 'share-mistyped')
  }
})

test('any three of five shares give the recovery’s keys, in any order, and more change nothing', async () => {
  for (const indices of told.combined) {
    const shares = indices.map((index) => all[index - 1] ?? assert.fail(String(index)))
    assert.equal(identityText((await combineRecovery(shares, told.terms)).identity), told.identity)
  }
})

for (const { name, refusal, shares, terms } of told.refused) {
  test(`shares are refused: ${name}`, async () => {
    assert.equal(await refusalOf(() => combineRecovery(shares.map(shareIn), terms ?? told.terms)), refusal)
  })
}

test('a bad share is named by its place', async () => {
  const bad = told.refused.find(({ name }) => name === 'a bit of one flipped') ?? assert.fail('no such vector')
  assert.equal((await refusedWith(() => combineRecovery(bad.shares.map(shareIn), told.terms)))?.details['index'], 2)
})

test('a holder opens the share that the office signed for, and no other', async () => {
  const { identity, wrap, expected, share, refused } = told.wrap
  const holder = new Secret('member-identity', seedOfIdentity(identity) ?? assert.fail(identity))
  assert.equal(base64url((await openShare(holder, bytesIn(wrap), expected)).share.reveal()), share)
  for (const { name, refusal, wrap: bad } of refused) assert.equal(await refusalOf(() => openShare(holder, bytesIn(bad), expected)), refusal, name)
})

test('our own splits come together again, with one share lost, and from two shares of three up to all of sixteen', async () => {
  const office = base64url(randomBytes(32))
  for (const [threshold, count] of [[2, 2], [2, 3], [16, 16]] as const) {
    const secret = newRecoverySecret()
    const { recipient, signing } = await recoveryKeysOf(secret, office)
    const shares = await splitRecovery(secret, { office, generation: 0, shares: count, threshold })
    const terms: RecoveryTerms = { office, generation: 0, recipient, signKey: signing.publicId, threshold, hashes: shares.map(shareHash) }
    assert.equal((await combineRecovery(shares.slice(-threshold), terms)).recipient, recipient)
    assert.equal(await refusalOf(() => combineRecovery(shares.slice(1, threshold), terms)), 'too-few-shares')
  }
})

test('a split that one person could undo alone, or that nobody could hold, is none', async () => {
  const plan = { office: base64url(randomBytes(32)), generation: 0 }
  for (const [shares, threshold] of [[2, 1], [2, 3], [17, 2], [1, 1]] as const) {
    await assert.rejects(splitRecovery(newRecoverySecret(), { ...plan, shares, threshold }), RangeError)
  }
})

test('a share that we seal opens for its holder', async () => {
  const office = base64url(randomBytes(32))
  const [share] = await splitRecovery(newRecoverySecret(), { office, generation: 3, shares: 2, threshold: 2 })
  const holder = newIdentity('member-identity')
  if (share === undefined) assert.fail('no share')
  const row = await sealShare(share, { signKey: base64url(randomBytes(32)), recipient: await recipientOf(holder) })
  const expected = { office, generation: 3, index: 1, hash: shareHash(share) }
  assert.equal(row.subject, 'recovery:3')
  assert.equal(shareText(await openShare(holder, row.bytes, expected)), shareText(share))
  assert.equal(await refusalOf(() => openShare(newIdentity('member-identity'), row.bytes, expected)), 'foreign-key')
})
