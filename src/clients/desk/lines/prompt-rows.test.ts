// Goal: an administrator sees of each sentence whether it is recorded, and whether the recording still says it. Method: sets by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, utf8 } from '#base/bytes.ts'
import { PHONE_WORDS, PROMPTS } from '#clients/telephony/prompts/prompt.ts'
import type { RecordedPrompt } from '#domain/prompts.ts'
import { hash } from '#sealing/proof/hash.ts'
import { promptRows } from './prompt-rows.ts'

test('each sentence stands once, as it is said now or will be', () => {
  const sound = 'A'.repeat(43)
  const of = (prompt: string, said: string): RecordedPrompt => ({ language: 'zh', prompt, said: base64url(hash(utf8(said))), sound })
  const recorded = [of('menu', PHONE_WORDS.zh.menu), of('notice', 'Once it was another.'), of('consent', PHONE_WORDS.zh.consent), of('digit-1', PHONE_WORDS.zh['digit-1']), of('gone-since', 'x')]
  const drafts = new Map([['zh/digit-1', null], ['zh/code', new Uint8Array(1)]])
  const rows = promptRows('zh', recorded, (name) => (drafts.has(name) ? { language: 'zh', prompt: name.slice(3), said: sound, sound: drafts.get(name) ?? null } : null))
  assert.deepEqual(rows.map(({ prompt }) => prompt), PROMPTS)
  const standing = Object.fromEntries(rows.map((row) => [row.prompt, row.standing]))
  assert.deepEqual([standing['menu'], standing['notice'], standing['code'], standing['digit-1'], standing['busy']], ['recorded', 'outdated', 'new', 'leaving', 'own'])
  assert.deepEqual([...new Set(promptRows('en', recorded, () => null).map((row) => row.standing))], ['own'])
  assert.deepEqual([rows.find(({ prompt }) => prompt === 'digit-1')?.part, rows.find(({ prompt }) => prompt === 'state-received')?.part, rows[0]?.part], ['digits', 'states', 'sentences'])
})
