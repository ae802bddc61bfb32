// Goal: a wrap gives the key that a signed header committed to, or nothing: it proves nothing about its sender. Method:
// spec/vectors/wraps.json, and wraps of our own that anybody could have made from public data.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes } from '#base/bytes.ts'
import { bytesIn, refusalOf, vectors } from '#test/support/vectors.ts'
import { newIdentity, recipientOf, seedOfIdentity } from '../plain/age-identity.ts'
import { wrapHash } from '../proof/hash.ts'
import { commitmentOf, newLogSecret, type LogKey } from '../plain/log-key.ts'
import { Secret } from '../plain/secret.ts'
import { sealTo } from '../seal/age.ts'
import { wrapLogKey, wrapTeam } from '../seal/wrap.ts'
import { openLogWrap, openTeamWrap, type ExpectedKey } from './wrap.ts'

interface Refused { readonly name: string; readonly refusal: string; readonly wrap: string }
interface Vectors {
  readonly named: readonly { readonly subject: string; readonly reader: string; readonly bytes: string; readonly hash: string }[]
  readonly commitments: readonly { readonly key: string; readonly keyCommit: string }[]
  readonly log: { readonly identity: string; readonly expected: ExpectedKey; readonly wrap: string; readonly key: string; readonly refused: readonly Refused[] }
  readonly team: {
    readonly identity: string; readonly wrap: string; readonly teamIdentity: string; readonly refused: readonly Refused[]
    readonly expected: { readonly office: string; readonly team: string; readonly epoch: number; readonly recipient: string }
  }
}
const told = vectors<Vectors>('wraps')
const seedIn = (identity: string) => seedOfIdentity(identity) ?? assert.fail(identity)
const team = new Secret('team-identity', seedIn(told.log.identity))
const member = new Secret('member-identity', seedIn(told.team.identity))

test('what a header says of a wrap is the hash that the vectors name', () => {
  for (const { subject, reader, bytes, hash } of told.named) assert.equal(wrapHash({ subject, reader, bytes: bytesIn(bytes) }), hash)
})

test('a commitment is the one that the vectors name', () => {
  for (const { key, keyCommit } of told.commitments) assert.equal(commitmentOf(new Secret('log-key', bytesIn(key))), keyCommit)
})

test('the wrap of the vectors opens to its key', async () => {
  const opened = await openLogWrap(team, bytesIn(told.log.wrap), told.log.expected)
  assert.equal(base64url(opened.key.reveal()), told.log.key)
})

for (const { name, refusal, wrap } of told.log.refused) {
  test(`a wrap is refused: ${name}`, async () => {
    assert.equal(await refusalOf(() => openLogWrap(team, bytesIn(wrap), told.log.expected)), refusal)
  })
}

test('the team’s wrap of the vectors opens to its secret', async () => {
  const secret = await openTeamWrap(member, bytesIn(told.team.wrap), told.team.expected)
  assert.equal(await recipientOf(secret), told.team.expected.recipient)
})

for (const { name, refusal, wrap } of told.team.refused) {
  test(`a team’s wrap is refused: ${name}`, async () => {
    assert.equal(await refusalOf(() => openTeamWrap(member, bytesIn(wrap), told.team.expected)), refusal)
  })
}

test('our own wraps open, and for their own log only', async () => {
  const identity = newIdentity('team-identity')
  const key = (): LogKey => ({ office: base64url(randomBytes(32)), log: base64url(randomBytes(32)), generation: 0, key: newLogSecret() })
  const [one, two] = [key(), key()]
  const expected = (each: LogKey): ExpectedKey => ({ office: each.office, log: each.log, generation: 0, keyCommit: commitmentOf(each.key) })
  const reader = { reader: 'reporter', recipient: await recipientOf(identity) }
  const wraps = [await wrapLogKey(one, reader), await wrapLogKey(two, reader)]
  assert.deepEqual((await openLogWrap(identity, wraps[0]?.bytes ?? randomBytes(1), expected(one))).key.reveal(), one.key.reveal())
  assert.equal(await refusalOf(() => openLogWrap(identity, wraps[1]?.bytes ?? randomBytes(1), expected(one))), 'bad-commitment')
  assert.equal(await refusalOf(() => openLogWrap(newIdentity('team-identity'), wraps[0]?.bytes ?? randomBytes(1), expected(one))), 'foreign-key')
})

test('a team’s secret opens for its own epoch only', async () => {
  const secret = newIdentity('team-identity')
  const office = base64url(randomBytes(32))
  const epoch = { office, team: 'intake', epoch: 3 }
  const { bytes } = await wrapTeam(epoch, secret, { signKey: office, recipient: await recipientOf(member) })
  const expected = { ...epoch, recipient: await recipientOf(secret) }
  assert.deepEqual((await openTeamWrap(member, bytes, expected)).reveal(), secret.reveal())
  for (const other of [{ office: base64url(randomBytes(32)) }, { team: 'other' }, { epoch: 4 }, { recipient: await recipientOf(member) }]) {
    assert.equal(await refusalOf(() => openTeamWrap(member, bytes, { ...expected, ...other })), 'bad-commitment')
  }
})

test('a stored wrap goes to hybrid recipients only', async () => {
  await assert.rejects(sealTo('age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5dz6ud', {}))
  await assert.rejects(sealTo('age1pq1nonsense', {}))
})
