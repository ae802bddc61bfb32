// Goal: a name behind @ asks whom it names, and nobody else. Method: texts as people type them, in both scripts.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Colleague } from '#clients/desk/report/readers-in-words.ts'
import { askedInstead, begunAt, mentionedIn, namesFor, signKeysOf, withName } from './mention-text.ts'

const people = ['Wei', 'Wei Lan', '林悦', '林悦之', 'ZHOU'].map((name): Colleague => ({ signKey: name, reader: `member:${name}`, name, fingerprint: [] }))
const asked = (text: string): readonly string[] => signKeysOf(mentionedIn(text, people))

test('a name behind @ asks the one who has it, in either script, also right behind a sentence', () => {
  assert.deepEqual(asked('请@林悦看一下'), ['林悦'])
  assert.deepEqual(asked('＠林悦之：请看。'), ['林悦之'])
  assert.deepEqual(asked('@wei, and @zhou'), ['Wei', 'ZHOU'])
  assert.deepEqual(asked('@Wei Lan?'), ['Wei Lan'])
})

test('an address, a longer word and a name without @ ask nobody', () => {
  for (const text of ['lin@wei.example', '@weird', 'Wei said so', '@', '@nobody', '林悦']) assert.deepEqual(asked(text), [], text)
})

test('what is typed behind @ offers whoever’s name goes on so, and a choice completes it', () => {
  const text = '问@林 再说'
  const begun = begunAt(text, 3) ?? assert.fail('nothing begun')
  assert.deepEqual(namesFor(begun, people).map(({ name }) => name), ['林悦', '林悦之'])
  assert.deepEqual(withName(text, begun, '林悦'), { text: '问@林悦  再说', caret: 5 })
  assert.deepEqual(namesFor(begunAt('@', 1) ?? assert.fail('nothing begun'), people).length, people.length)
})

test('nothing is offered behind an address, in the line below, or without @', () => {
  for (const [typed, caret] of [['a@we', 4], ['@we\nx', 5], ['wei', 3], ['@wei', 0]] as const) assert.equal(begunAt(typed, caret), null, typed)
})

test('another colleague is asked instead of one who is away, wherever their name stands, and besides where it is spelled otherwise', () => {
  assert.equal(askedInstead('@Wei please, ＠Wei. Wei knows.', 'Wei', '陈默'), '@陈默 please, ＠陈默. Wei knows.')
  assert.equal(askedInstead('@wei please', 'Wei', 'Lin Yue'), '@wei please @Lin Yue ')
})
