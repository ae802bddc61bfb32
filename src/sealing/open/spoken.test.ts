// Goal: what a caller said is found and opened by whoever has the code, and by nobody else. Method: spec/vectors/telephone.json; then our own hand, both ways.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { TELEPHONE_HZ } from '#domain/telephone.ts'
import { bytesIn, refusalOf, vectors } from '#test/support/vectors.ts'
import { newIdentity } from '../plain/age-identity.ts'
import { Secret } from '../plain/secret.ts'
import { spokenToken } from '../plain/spoken-place.ts'
import { uploadId } from '../proof/file.ts'
import { sealSpoken } from '../seal/spoken.ts'
import { openSpoken } from './spoken.ts'

interface Vectors {
  readonly seed: string
  readonly places: readonly { readonly turn: number; readonly take: number; readonly part: number; readonly token: string; readonly upload: string }[]
  readonly part: { readonly codec: string; readonly samples: string; readonly sealed: string }
  readonly masked: { readonly codec: string; readonly recorded: string; readonly samples: string; readonly sealed: string }
  readonly refused: readonly { readonly name: string; readonly refusal: string; readonly sealed: string }[]
}

const { seed, places, part, masked, refused } = vectors<Vectors>('telephone')
const keys = { identity: new Secret('reporter-identity', bytesIn(seed)) }

test('every place has an address of its own, which the code yields', () => {
  for (const { token, upload, ...place } of places) assert.deepEqual([base64url(spokenToken(keys, place)), uploadId(bytesIn(token))], [token, upload])
})

test('a part opens to what was said, and what is none is refused', async () => {
  const opened = await openSpoken(keys, bytesIn(part.sealed))
  assert.deepEqual([opened.codec, opened.recorded, base64url(opened.samples)], [part.codec, 'unmasked', part.samples])
  const changed = await openSpoken(keys, bytesIn(masked.sealed))
  assert.deepEqual({ ...changed, samples: base64url(changed.samples), sealed: masked.sealed }, masked)
  const again = await openSpoken(keys, await sealSpoken(keys, { codec: 'alaw', recorded: 'masked' }, changed.samples))
  assert.deepEqual(again, changed)
  for (const { name, refusal, sealed } of refused) assert.equal(await refusalOf(() => openSpoken(keys, bytesIn(sealed))), refusal, name)
})

test('parts of speech and of silence weigh the same, and two sealings of one share nothing', async () => {
  const bytes = LIMITS.spokenPartSeconds * TELEPHONE_HZ
  const [silence, speech, again] = await Promise.all([new Uint8Array(bytes).fill(0xff), randomBytes(bytes), new Uint8Array(bytes).fill(0xff)].map((samples) => sealSpoken(keys, { codec: 'ulaw', recorded: 'unmasked' }, samples)))
  assert.ok(silence !== undefined && speech !== undefined && again !== undefined)
  assert.equal(silence.length, speech.length)
  assert.notDeepEqual(silence.subarray(-64), again.subarray(-64))
  const other = { identity: newIdentity('reporter-identity') }
  assert.equal(await refusalOf(() => openSpoken(other, speech)), 'foreign-key')
})
