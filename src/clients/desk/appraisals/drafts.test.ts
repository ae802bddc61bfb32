// Goal: what an expert and a handler typed is kept whole, and only what is whole is signed. Method: drafts written part by part and read back, any text.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { FINDING_PARTS, findingIn, findingsToSign, readOpinion, withPart, type FindingPart } from './opinion-draft.ts'
import { questionsText, readQuestion, writeQuestion } from './question-draft.ts'

const part = fc.record({ number: fc.integer({ min: 1, max: 3 }), part: fc.constantFrom(...FINDING_PARTS), text: fc.string({ unit: 'grapheme' }) })

test('an opinion that is typed part by part is read back as it was typed', () => {
  fc.assert(fc.property(fc.array(part, { maxLength: 20 }), (typed) => {
    let text = ''
    const last = new Map<string, string>()
    for (const each of typed) {
      text = withPart(readOpinion(text), each)
      last.set(`${each.number} ${each.part}`, each.text)
    }
    const draft = readOpinion(text)
    for (const number of [1, 2, 3]) for (const each of FINDING_PARTS) assert.equal(findingIn(draft, number)[each], last.get(`${number} ${each}`) ?? '')
    assert.equal(text === '', [...last.values()].every((each) => each === ''), 'what says nothing is no draft')
  }))
})

function filled(numbers: readonly number[], but: readonly (readonly [number, FindingPart])[] = []): ReturnType<typeof readOpinion> {
  let text = ''
  for (const number of numbers) for (const each of FINDING_PARTS) {
    text = withPart(readOpinion(text), { number, part: each, text: but.some(([n, p]) => n === number && p === each) ? ' \n' : `${each} ${number}` })
  }
  return readOpinion(text)
}

test('an opinion is signed of every item, each whole', () => {
  const numbers = [1, 2]
  assert.deepEqual(findingsToSign(filled([1, 2]), { numbers, supplements: false })?.map(({ number, scale }) => [number, scale]), [[1, 'scale 1'], [2, 'scale 2']])
  assert.equal(findingsToSign(filled([1]), { numbers, supplements: false }), null)
  assert.equal(findingsToSign(filled([1, 2], [[2, 'method']]), { numbers, supplements: false }), null)
  assert.equal(findingsToSign(filled([]), { numbers, supplements: false }), null)
})

test('a supplement is signed of those that were begun, each whole, and of no item that was not asked', () => {
  const numbers = [1, 2]
  assert.deepEqual(findingsToSign(filled([2]), { numbers, supplements: true })?.map(({ number }) => number), [2])
  assert.equal(findingsToSign(filled([1, 2], [[1, 'reasons']]), { numbers, supplements: true }), null)
  assert.equal(findingsToSign(filled([]), { numbers, supplements: true }), null)
  assert.equal(findingsToSign(filled([3]), { numbers, supplements: true }), null)
})

test('a question is kept as it is put together, and one that says nothing is no draft', () => {
  fc.assert(fc.property(fc.record({ exhibits: fc.array(fc.integer({ min: 1 })), expert: fc.string(), questions: fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), due: fc.string() }, { noNullPrototype: true }), (draft) => {
    const text = writeQuestion(draft)
    if (text === '') assert.ok(draft.exhibits.length === 0 && draft.questions.every((each) => each.trim() === ''))
    else assert.deepEqual(readQuestion(text), draft)
  }))
  assert.equal(readQuestion(''), null)
})

test('one question stands as it is, several are numbered, empty ones are left out', () => {
  assert.equal(questionsText([' 录音是否经过剪辑？ ']), '录音是否经过剪辑？')
  assert.equal(questionsText(['Cut?', ' ', 'Whose voice?']), '1. Cut?\n2. Whose voice?')
  assert.equal(questionsText(['', ' ']), '')
})
