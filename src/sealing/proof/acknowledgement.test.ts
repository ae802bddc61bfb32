// Goal: the server's word is about one entry, at one place, on one day. Method: spec/vectors/acknowledgements.json.
import assert from 'node:assert/strict'
import test from 'node:test'
import { concat, fromUtf8 } from '#base/bytes.ts'
import { asDay } from '#base/day.ts'
import { bytesIn, vectors } from '#test/support/vectors.ts'
import { acknowledgementBytes, checkAcknowledgement, signAcknowledgement, type Acknowledgement } from './acknowledgement.ts'
import { importServerKey } from './sign.ts'

interface Told { readonly log: string; readonly seq: number; readonly hash: string; readonly day: string; readonly signature: string }
interface Vectors {
  readonly serverSeed: string
  readonly serverKey: string
  readonly signedText: string
  readonly acknowledgement: Told
  readonly refused: readonly { readonly name: string; readonly serverKey: string; readonly acknowledgement: Told }[]
}
const told = vectors<Vectors>('acknowledgements')
const read = ({ log, seq, hash, day, signature }: Told): Acknowledgement => ({ log, seq, hash, day: asDay(day), signature: bytesIn(signature) })

test('an acknowledgement is signed as the vectors say, and the same each time', async () => {
  const kept = read(told.acknowledgement)
  assert.equal(fromUtf8(acknowledgementBytes(kept)), told.signedText)
  const pkcs8 = concat(new Uint8Array([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]), bytesIn(told.serverSeed))
  const server = await importServerKey(pkcs8)
  assert.equal(server.publicId, told.serverKey)
  assert.deepEqual(await signAcknowledgement(server, kept), kept)
  assert.equal(await checkAcknowledgement(told.serverKey, kept), true)
})

for (const { name, serverKey, acknowledgement } of told.refused) {
  test(`an acknowledgement is refused: ${name}`, async () => { assert.equal(await checkAcknowledgement(serverKey, read(acknowledgement)), false) })
}
