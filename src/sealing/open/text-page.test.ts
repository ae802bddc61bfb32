// Goal: a page of texts is the page that was asked for, by its author. Method: spec/vectors/text-pages.json and pages of our own.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { bytesIn, refusalOf, vectors } from '#test/support/vectors.ts'
import { newIdentity, seedOfIdentity } from '../plain/age-identity.ts'
import { Secret } from '../plain/secret.ts'
import { signingKeyFrom } from '../plain/signing-key.ts'
import type { FirstText, TextPagePlace } from '../plain/text-page.ts'
import { sealTextPage } from '../seal/text-page.ts'
import { openTextPage } from './text-page.ts'

interface Vectors {
  readonly team: string
  readonly expected: TextPagePlace
  readonly author: string
  readonly page: string
  readonly texts: readonly FirstText[]
  readonly refused: readonly { readonly name: string; readonly refusal: string; readonly page: string }[]
}
const told = vectors<Vectors>('text-pages')
const team = new Secret('team-identity', seedOfIdentity(told.team) ?? assert.fail())

test('the page of the vectors opens to its texts', async () => {
  const { texts, author } = await openTextPage(team, bytesIn(told.page), told.expected)
  assert.deepEqual([texts, author], [told.texts, told.author])
})

for (const { name, refusal, page } of told.refused) {
  test(`a page is refused: ${name}`, async () => { assert.equal(await refusalOf(() => openTextPage(team, bytesIn(page), told.expected)), refusal) })
}

test('a full page opens again, and one that says what no list shows does not', async () => {
  const author = await signingKeyFrom(new Secret('sign-seed', randomBytes(32)))
  const secret = newIdentity('team-identity')
  const id = (): string => base64url(randomBytes(32))
  const place: TextPagePlace = { office: id(), team: 'intake', epoch: 3, page: id() }
  const text = (): FirstText => ({ id: id(), title: '标底泄露', language: 'zh', receivedDay: '2026-11-23' as FirstText['receivedDay'], state: 'received', text: '围标'.repeat(200) })
  const texts = Array.from({ length: LIMITS.textPageReportsMax }, text)
  const { texts: read } = await openTextPage(secret, await sealTextPage(secret, author, { ...place, texts }), place)
  assert.deepEqual(read, texts)
  for (const wrong of [[...texts, text()], [{ ...text(), receivedDay: '2026-02-30' }], [{ ...text(), more: 1 }], [{ ...text(), title: 'x'.repeat(201) }]]) {
    const bytes = await sealTextPage(secret, author, { ...place, texts: wrong as readonly FirstText[] })
    assert.equal(await refusalOf(() => openTextPage(secret, bytes, place)), 'malformed')
  }
})
