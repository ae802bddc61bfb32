// Goal: a handler finds a template by any words of its name or its texts, in either language. Method: single questions, each with its negative.
import assert from 'node:assert/strict'
import test from 'node:test'
import { isFound } from './found.ts'

const referred = { name: 'Referred · 移送', texts: { en: 'Another office decides.', zh: '由其他单位决定。' } }

test('every word must be there, in the name or in a text, whatever its case', () => {
  for (const sought of ['', ' ', 'referred', 'OFFICE another', '移送', '单位 referred']) assert.ok(isFound(referred, sought), sought)
  for (const sought of ['refused', 'office refused', '办结']) assert.equal(isFound(referred, sought), false, sought)
})
