// Goal: the server's word for an erasure is believed only where the named server signed it for this very log and entry. Method: spec/vectors.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fromBase64url, type Bytes } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { openAtRest } from '#server/store/at-rest.ts'
import { refusedWith, vectors } from '#test/support/vectors.ts'
import { checkErasure, erasureBytes } from './erasure.ts'
import { checkErasureProof } from './erasure-file.ts'

interface Statement { readonly office: string; readonly log: string; readonly entry: string; readonly day: Day; readonly signature: string }
interface Vectors {
  readonly serverKey: string
  readonly signedText: string
  readonly statement: Statement
  readonly refused: readonly { readonly name: string; readonly serverKey: string; readonly statement: Statement }[]
  readonly proofs: { readonly proof: Statement; readonly refused: readonly { readonly name: string; readonly part: string; readonly proof: unknown }[] }
  readonly atRest: { readonly number: number; readonly reader: string; readonly subject: string; readonly key: string; readonly wrap: string; readonly stored: string }
}

const told = vectors<Vectors>('erasure')
const bytes = (text: string): Bytes => fromBase64url(text) ?? new Uint8Array(0)
const holds = (serverKey: string, statement: Statement): Promise<boolean> => checkErasure(serverKey, { ...statement, signature: bytes(statement.signature) })

test('a statement of the named server holds, and signs what the prose says', async () => {
  assert.equal(Buffer.from(erasureBytes(told.statement)).toString(), told.signedText)
  assert.equal(await holds(told.serverKey, told.statement), true)
})

for (const { name, serverKey, statement } of told.refused) {
  test(`${name} is not believed`, async () => assert.equal(await holds(serverKey, statement), false))
}

test('a proof file holds by the office’s first entry alone', async () => {
  const { office, log, entry, day } = told.proofs.proof
  assert.deepEqual(await checkErasureProof(told.proofs.proof), { office, log, entry, day })
})

for (const { name, part, proof } of told.proofs.refused) {
  test(`a proof file is not believed: ${name}`, async () => {
    const error = await refusedWith(() => checkErasureProof(proof))
    assert.equal(error?.code === 'malformed' ? 'file' : error?.details['part'], part)
  })
}

test('a wrap on the disk opens as the prose says', () => {
  const { key, stored, wrap, ...place } = told.atRest
  assert.deepEqual(openAtRest(bytes(key), place, bytes(stored)), bytes(wrap))
})
