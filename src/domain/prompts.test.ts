// Goal: a set of recordings is read as it was written, in one spelling, and whatever is no set is none. Method: any set, then what must not get in.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { utf8 } from '#base/bytes.ts'
import { canonicalBytes } from '#base/json.ts'
import { LIMITS } from '#base/limits.ts'
import { promptIn, readPromptSet, withPrompts, writePromptSet, type RecordedPrompt } from './prompts.ts'

const HASH = 'A'.repeat(43)
const id = fc.constantFrom('A', 'E', 'w').map((last) => `${'b'.repeat(42)}${last}`)
const sound: fc.Arbitrary<RecordedPrompt> = fc.record({ language: fc.constantFrom('en', 'zh'), prompt: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/), said: id, sound: id })
const sounds = fc.uniqueArray(sound, { selector: ({ language, prompt }) => `${language}/${prompt}`, maxLength: 30 })

test('a set comes back, and in whatever order it was made it is the same bytes', () => {
  fc.assert(fc.property(sounds, fc.infiniteStream(fc.nat()), (made, random) => {
    const bytes = writePromptSet(made)
    const read = readPromptSet(bytes) ?? assert.fail('no set')
    assert.deepEqual(new Set(read.map((each) => JSON.stringify(each))).size, made.length)
    const other = made.map((each) => ({ each, at: random.next().value ?? 0 })).toSorted((one, two) => one.at - two.at).map(({ each }) => each)
    assert.deepEqual(writePromptSet(other), bytes)
  }))
})

test('changed sounds take the place of those before, and the others stay', () => {
  fc.assert(fc.property(sounds, sounds, (before, changes) => {
    const after = withPrompts(before, changes.map((change, at) => ({ ...change, sound: at % 3 === 0 ? null : change.sound })))
    for (const [at, { language, prompt, ...change }] of changes.entries()) assert.deepEqual(promptIn(after, language, prompt), at % 3 === 0 ? null : { language, prompt, ...change })
    for (const each of before) if (!changes.some(({ language, prompt }) => language === each.language && prompt === each.prompt)) assert.deepEqual(promptIn(after, each.language, each.prompt), each)
  }))
})

const one = { language: 'en', prompt: 'menu', said: HASH, sound: HASH }
for (const [what, set] of Object.entries({
  'the same sentence twice': { sounds: [one, one] }, 'another language': { sounds: [{ ...one, language: 'de' }] }, 'a path for a name': { sounds: [{ ...one, prompt: '../menu' }] }, 'no hash': { sounds: [{ ...one, sound: 'x' }] },
  'more than it may be': { sounds: Array.from({ length: LIMITS.spokenPromptsMax + 1 }, (_, at) => ({ ...one, prompt: `p${at}` })) }, 'another member': { sounds: [], more: 1 }, 'a list': [],
})) test(`no set: ${what}`, () => assert.equal(readPromptSet(canonicalBytes(set)), null))

test('no set: other bytes', () => {
  for (const bytes of [utf8(''), utf8('{ "sounds": [] }'), new Uint8Array([0xff, 0xfe])]) assert.equal(readPromptSet(bytes), null)
  assert.deepEqual(readPromptSet(utf8('{"sounds":[]}')), [])
})
