// Goal: the words of an entry are those of the key that its author signed, and of no other. Method: words sealed to an export's identity, with the header
// that they were signed with, with that of others, and with pieces of the payload gone over into it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '#base/bytes.ts'
import { parseAgeHeader } from '../sealed/age-header.ts'
import { identityFile, newExportKey, sealForExport } from '../seal/export.ts'
import { openedEntry, openedWith } from './export-open.ts'

const key = newExportKey()
const identity = identityFile(key).split('\n')[1] ?? ''
const [words, other] = await Promise.all(['one', 'other'].map((text) => sealForExport(utf8(text), key)))
assert.ok(words !== undefined && other !== undefined)

function headerOf(sealed: Uint8Array, more = 0): string {
  return sealed.slice(0, parseAgeHeader(sealed).payloadAt + more).toBase64()
}

test('words open with the key of the header that was signed, and with it alone', async () => {
  assert.deepEqual(await openedEntry(identity, words, headerOf(words)), utf8('one'))
  for (const header of [headerOf(other), headerOf(words, 1), headerOf(words, -1), '', null]) assert.equal(await openedEntry(identity, words, header), null, String(header))
  // The payload alone does not tell.
  assert.deepEqual(await openedWith(identity, words), utf8('one'))
})
