// Goal: a page's token opens in the process that sealed it, unchanged and in time, and nowhere else. Method: a token is taken
// through every bit flip, another key, its own expiry and arbitrary text.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { base64url, fromBase64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { newPageTokenKey } from '../plain/page-token.ts'
import { sealPageToken } from '../seal/page-token.ts'
import { openPageToken } from './page-token.ts'

const TOKEN = { receipt: '4'.repeat(24), received: '2026-11-23', expiresMs: 1000 }

function isExpired(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'page-expired'
}

test('a token opens until it expires, and not after', async () => {
  const key = await newPageTokenKey()
  const sealed = await sealPageToken(key, TOKEN)
  assert.deepEqual(await openPageToken(key, sealed, 1000), TOKEN)
  await assert.rejects(openPageToken(key, sealed, 1001), isExpired)
  assert.notEqual(await sealPageToken(key, TOKEN), sealed)
})

test('a token of another process does not open', async () => {
  const sealed = await sealPageToken(await newPageTokenKey(), TOKEN)
  await assert.rejects(openPageToken(await newPageTokenKey(), sealed, 0), isExpired)
})

test('a token with one bit turned does not open', async () => {
  const key = await newPageTokenKey()
  const bytes = fromBase64url(await sealPageToken(key, TOKEN)) ?? new Uint8Array()
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const turned = bytes.slice()
    turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    await assert.rejects(openPageToken(key, base64url(turned), 0), isExpired)
  }
})

test('arbitrary text is refused, and never anything but refused', async () => {
  const key = await newPageTokenKey()
  await fc.assert(fc.asyncProperty(fc.oneof(fc.string(), fc.base64String({ maxLength: 2000 })), async (text) => {
    await assert.rejects(openPageToken(key, text, 0), isExpired)
  }), { numRuns: 300 })
})
