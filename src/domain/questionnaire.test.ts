// Goal: an answer is one that was asked for. Method: the standard questionnaire with every wrong answer, then properties.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { Refusal } from '#base/refusal.ts'
import { checkAnswers, questionnaireText, STANDARD_QUESTIONNAIRE, type Answers } from './questionnaire.ts'

function refused(answers: Answers): string {
  try {
    checkAnswers(STANDARD_QUESTIONNAIRE, answers)
  } catch (error) {
    if (error instanceof Refusal) return `${error.code} ${error.details['question']}`
    throw error
  }
  return 'accepted'
}

test('what happened is enough', () => {
  assert.deepEqual(checkAnswers(STANDARD_QUESTIONNAIRE, { what: ' 他收了钱 ', who: '  ', know: '' }), { what: '他收了钱' })
})

for (const [why, answers, code] of [
  ['nothing', {}, 'empty-text what'], ['only space', { what: ' \n' }, 'empty-text what'], ['a question that nobody asked', { what: 'a', belief: 'x' }, 'malformed belief'],
  ['a choice that was not offered', { what: 'a', danger: 'perhaps' }, 'malformed danger'], ['a control character', { what: 'a\u0007' }, 'bad-text what'],
  ['too long a text', { what: 'a', who: 'x'.repeat(200_001) }, 'too-large who'], ['an inherited name', { what: 'a', constructor: 'x' } as unknown as Answers, 'malformed constructor'],
] as const) {
  test(`an answer with ${why} is refused, and the question named`, () => { assert.equal(refused(answers), code) })
}

test('what was checked once passes again unchanged', () => {
  const answers = fc.record({ what: fc.string({ minLength: 1 }), where: fc.string(), danger: fc.constantFrom('no', 'unsure', 'yes', '') }, { requiredKeys: [] })
  fc.assert(fc.property(answers, (given) => {
    if (refused(given) !== 'accepted') return
    const checked = checkAnswers(STANDARD_QUESTIONNAIRE, given)
    assert.deepEqual(checkAnswers(STANDARD_QUESTIONNAIRE, checked), checked)
    assert.ok(!Object.values(checked).includes(''))
  }))
})

test('the questionnaire has one spelling, and no question about belief, opinion, membership, reading or browsing', () => {
  assert.equal(questionnaireText(STANDARD_QUESTIONNAIRE), questionnaireText(structuredClone(STANDARD_QUESTIONNAIRE)))
  assert.deepEqual(STANDARD_QUESTIONNAIRE.map(({ id }) => id), ['what', 'where', 'when', 'who', 'know', 'danger', 'contact'])
})
