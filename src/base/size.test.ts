// Goal: a size reads the same wherever it stands. Method: around each unit.
import assert from 'node:assert/strict'
import test from 'node:test'
import { sizeText } from './size.ts'

for (const [bytes, text] of [[0, '0 B'], [999, '999 B'], [1000, '1 kB'], [1536, '1.5 kB'], [1_200_000, '1.2 MB'], [2 * 1024 ** 3, '2.1 GB'], [8 * 1024 ** 3, '8.6 GB'], [5e12, '5,000 GB']] as const) {
  test(`${bytes} bytes are ${text}`, () => assert.equal(sizeText(bytes, 'en'), text))
}
