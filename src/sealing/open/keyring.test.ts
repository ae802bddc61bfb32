// Goal: a page of keys is the page that was asked for, by its author. Method: spec/vectors/keyring.json and pages of our own.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { bytesIn, refusalOf, vectors } from '#test/support/vectors.ts'
import { newIdentity, seedOfIdentity } from '../plain/age-identity.ts'
import type { KeyringPage } from '../plain/keyring.ts'
import { newLogSecret } from '../plain/log-key.ts'
import { Secret } from '../plain/secret.ts'
import { signingKeyFrom } from '../plain/signing-key.ts'
import { sealKeyring } from '../seal/keyring.ts'
import { openKeyring } from './keyring.ts'

type Expected = Omit<KeyringPage, 'keys'>
interface Vectors {
  readonly team: string
  readonly expected: Expected
  readonly author: string
  readonly page: string
  readonly keys: readonly { readonly log: string; readonly generation: number; readonly head: string; readonly key: string }[]
  readonly refused: readonly { readonly name: string; readonly refusal: string; readonly page: string }[]
}
const told = vectors<Vectors>('keyring')
const team = new Secret('team-identity', seedOfIdentity(told.team) ?? assert.fail())

test('the page of the vectors opens to its keys', async () => {
  const { keys, author } = await openKeyring(team, bytesIn(told.page), told.expected)
  assert.deepEqual(keys.map(({ key, ...rest }) => ({ ...rest, key: base64url(key.reveal()) })), told.keys)
  assert.equal(author, told.author)
})

for (const { name, refusal, page } of told.refused) {
  test(`a page is refused: ${name}`, async () => { assert.equal(await refusalOf(() => openKeyring(team, bytesIn(page), told.expected)), refusal) })
}

test('a full page opens again, and in no other place', async () => {
  const author = await signingKeyFrom(new Secret('sign-seed', randomBytes(32)))
  const secret = newIdentity('team-identity')
  const id = (): string => base64url(randomBytes(32))
  const keys = Array.from({ length: LIMITS.keyringPageEntries }, () => ({ log: id(), generation: 0, head: id(), key: newLogSecret() }))
  const page: KeyringPage = { office: id(), team: 'intake', epoch: 2, page: 7, keys }
  const sealed = await sealKeyring(secret, author, page)
  const { keys: _, ...expected } = page
  const opened = await openKeyring(secret, sealed, expected)
  assert.deepEqual(opened.keys.map(({ key }) => key.reveal()), keys.map(({ key }) => key.reveal()))
  for (const other of [{ page: 8 }, { epoch: 3 }, { team: 'other' }, { office: id() }]) {
    assert.notEqual(await refusalOf(() => openKeyring(secret, sealed, { ...expected, ...other })), 'accepted')
  }
  await assert.rejects(sealKeyring(secret, author, { ...page, keys: [...keys, ...keys.slice(0, 1)] }), RangeError)
})
