// Goal: what was typed becomes labels as it was meant, and the page names what a colleague changed. Method: texts as people type them, in both scripts.
import assert from 'node:assert/strict'
import test from 'node:test'
import { LIMITS } from '#base/limits.ts'
import { UNTRIAGED } from '#domain/triage.ts'
import { changedBetween, typedLabels } from './triage-in-words.ts'

test('labels come between commas of either width, each once, with single spaces', () => {
  assert.deepEqual(typedLabels(' 港口，tender  rigging、港口, ', UNTRIAGED), { add: ['港口', 'tender rigging'] })
  assert.deepEqual(typedLabels('港口，码头', { labels: ['港口'] }), { add: ['码头'] })
})

test('why labels cannot be added is told: none, too long, unseen characters, too many, already there', () => {
  const full = Array.from({ length: LIMITS.labelsPerReportMax }, (_, at) => `label ${at}`)
  const told = (text: string, labels: readonly string[] = []) => typedLabels(text, { labels })
  assert.deepEqual(told(' ，'), { problem: 'empty' })
  assert.deepEqual(told('港'.repeat(LIMITS.labelCharactersMax)), { add: ['港'.repeat(LIMITS.labelCharactersMax)] })
  assert.deepEqual(told('港'.repeat(LIMITS.labelCharactersMax + 1)), { problem: 'long' })
  assert.deepEqual(told('a\u200bb'), { problem: 'bad' })
  assert.deepEqual(told('one more', full), { problem: 'many' })
  assert.deepEqual(told('label 0', full), { problem: 'there' })
})

test('what is another than before is named, and nothing else', () => {
  assert.deepEqual(changedBetween(UNTRIAGED, { ...UNTRIAGED, labels: [] }), [])
  assert.deepEqual(changedBetween(UNTRIAGED, { labels: ['a'], severity: 'low', nextStep: 'b', assigned: 'c', handed: false, hold: true, series: 'by-text' }), ['severity', 'labels', 'step', 'assigned', 'hold'])
})
