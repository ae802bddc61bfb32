// Goal: who a reporter is opens only to both teams together, and only for the report it belongs to. Method: spec/vectors/identity.json,
// and envelopes of our own put before every other key, before each team alone, and moved to another report.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes } from '#base/bytes.ts'
import { findBytes } from '#test/support/find-bytes.ts'
import { bytesIn, refusalOf, vectors } from '#test/support/vectors.ts'
import { newIdentity, recipientOf } from '../plain/age-identity.ts'
import { Secret } from '../plain/secret.ts'
import { sealIdentity } from '../seal/identity.ts'
import { identityCommitment } from '../proof/identity.ts'
import type { IdentityPlace, SealedPerson } from '../sealed/identity.ts'
import { openOuter, openPerson } from './identity.ts'

interface Vectors {
  readonly approver: string; readonly custodian: string; readonly expected: IdentityPlace; readonly envelope: string; readonly inner: string
  readonly person: SealedPerson; readonly commitment: string
  readonly refused: readonly { readonly name: string; readonly layer: 'outer' | 'inner'; readonly refusal: string; readonly file: string }[]
}

const PERSON = { name: '林晚晴 / Lin Wanqing', contact: 'lin@example.org' }
const newPlace = (): IdentityPlace => ({ office: base64url(randomBytes(32)), report: base64url(randomBytes(32)) })

async function scene() {
  const [custodian, approver] = [newIdentity('team-identity'), newIdentity('team-identity')]
  const teams = { custodian: { team: 'custodians', recipient: await recipientOf(custodian) }, approver: { team: 'approvers', recipient: await recipientOf(approver) } }
  const place = newPlace()
  const { envelope, commitment } = await sealIdentity(teams, place, PERSON)
  return { custodian, approver, teams, place, envelope: bytesIn(envelope), commitment }
}

test('the vectors open, and what they refuse is refused', async () => {
  const told = vectors<Vectors>('identity')
  const approver = new Secret('team-identity', bytesIn(told.approver))
  const custodian = new Secret('team-identity', bytesIn(told.custodian))
  assert.equal(base64url(await openOuter(approver, bytesIn(told.envelope), told.expected)), told.inner)
  const person = await openPerson(custodian, bytesIn(told.inner), told.expected)
  assert.deepEqual(person, told.person)
  assert.equal(identityCommitment(person), told.commitment)
  for (const { name, layer, refusal, file } of told.refused) {
    const open = () => (layer === 'outer' ? openOuter(approver, bytesIn(file), told.expected) : openPerson(custodian, bytesIn(file), told.expected))
    assert.equal(await refusalOf(open), refusal, name)
  }
})

test('both teams together open it, and see that it is what the reporter signed', async () => {
  const { custodian, approver, place, envelope, commitment } = await scene()
  const person = await openPerson(custodian, await openOuter(approver, envelope, place), place)
  assert.deepEqual({ name: person.name, contact: person.contact }, PERSON)
  assert.equal(identityCommitment(person), commitment)
  for (const other of [{ name: 'Somebody Else' }, { contact: '' }, { salt: 'AAAAAAAAAAAAAAAAAAAAAA' }, { report: place.office }]) {
    assert.notEqual(identityCommitment({ ...person, ...other }), commitment, Object.keys(other).join())
  }
})

test('a custodian alone, an approver alone and a handler open nothing', async () => {
  const { custodian, approver, place, envelope } = await scene()
  const handler = newIdentity('team-identity')
  for (const key of [custodian, handler]) {
    assert.equal(await refusalOf(() => openOuter(key, envelope, place)), 'foreign-key')
    assert.equal(await refusalOf(() => openPerson(key, envelope, place)), 'foreign-key')
  }
  const inner = await openOuter(approver, envelope, place)
  for (const key of [approver, handler]) assert.equal(await refusalOf(() => openPerson(key, inner, place)), 'foreign-key')
  assert.deepEqual(findBytes(Buffer.concat([envelope, inner]), [PERSON.name, PERSON.contact].map((words) => Buffer.from(words))), [])
})

test('an envelope moved to another report or another office is refused by both', async () => {
  const { custodian, approver, place, envelope } = await scene()
  const inner = await openOuter(approver, envelope, place)
  for (const other of [{ ...place, report: newPlace().report }, { ...place, office: newPlace().office }]) {
    assert.equal(await refusalOf(() => openOuter(approver, envelope, other)), 'bad-commitment')
    assert.equal(await refusalOf(() => openPerson(custodian, inner, other)), 'bad-commitment')
  }
})

test('a short name and a long one weigh the same', async () => {
  const { teams, place, envelope } = await scene()
  const long = await sealIdentity(teams, place, { name: '林'.repeat(200), contact: 'x'.repeat(1000) })
  assert.equal(bytesIn(long.envelope).length, envelope.length)
})
