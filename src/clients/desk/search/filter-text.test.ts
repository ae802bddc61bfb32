// Goal: a filter and the line that says it mean the same, in both languages, whatever stands in labels and names; and words stay words. Method: any filter written and read again.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { asDay } from '#base/day.ts'
import { COMINGS, DUES, FILTER_NAMES, NONE, VIEWS, YES_NO, type QueueFilter } from '#clients/member/queue-filter.ts'
import { LANGUAGES } from '#domain/bodies.ts'
import { SEVERITIES } from '#domain/triage-body.ts'
import { STATES } from '#domain/docket.ts'
import { readAddress, writeAddress } from '#clients/desk/place.ts'
import { filterOf, listedBy } from '#clients/desk/queue/narrowing.ts'
import { choicesFor, namesFor, readFilters, writeFilters, type FilterName, type Vocabulary } from './filter-text.ts'

const [LIN, ZHOU, OTHER_ZHOU] = ['L', 'Z', 'O'].map((letter) => letter.repeat(43)) as [string, string, string]
const own = (values: readonly string[]) => values.map((value) => ({ value, text: value }))

function vocabularyOf(texts: Readonly<Record<string, string>>, more: Vocabulary['choices'] = {}): Vocabulary {
  return {
    names: Object.fromEntries(FILTER_NAMES.map((name) => [name, texts[name] ?? name])) as Record<FilterName, string>,
    choices: {
      view: own(VIEWS), state: own(STATES), severity: own([...SEVERITIES, NONE]), due: own(DUES), urgent: own(YES_NO), unread: own(YES_NO), series: own(YES_NO), case: own(YES_NO), came: own(COMINGS), language: own(LANGUAGES),
      channel: [{ value: 'web', text: 'The web page' }, { value: 'works-council', text: '工会' }], team: own(['intake']),
      assigned: [{ value: LIN, text: 'me' }, { value: ZHOU, text: '周琦' }, { value: OTHER_ZHOU, text: '周琦' }, { value: NONE, text: 'nobody' }], ...more,
    },
  }
}
const ENGLISH = vocabularyOf({ assigned: 'assigned', case: 'in-case' })
const CHINESE = vocabularyOf({ label: '标签', assigned: '负责人', severity: '程度', state: '状态', due: '期限', from: '起', until: '止' }, {
  due: [{ value: 'late', text: '逾期' }, { value: 'today', text: '今天' }, { value: 'week', text: '7天内' }, { value: NONE, text: '无' }], state: STATES.map((value, at) => ({ value, text: `状态 ${at}` })),
})

const day = fc.date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((date) => asDay(date.toISOString().slice(0, 10)))
const label = fc.oneof(fc.constantFrom('港口', 'tender rigging', 'a "quoted" one', '“曲引号”', 'x:y', '负责人:我', '-', 'state:received'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).map((text) => text.replaceAll(/[\p{C}\s]+/gu, ' ').trim()).filter((text) => text !== ''))
const someFilter: fc.Arbitrary<QueueFilter> = fc.record({
  view: fc.constantFrom(...VIEWS), state: fc.constantFrom(...STATES), label, severity: fc.constantFrom(NONE, ...SEVERITIES), assigned: fc.constantFrom(NONE, LIN, ZHOU, OTHER_ZHOU), due: fc.constantFrom(...DUES),
  urgent: fc.constantFrom(...YES_NO), unread: fc.constantFrom(...YES_NO), from: day, until: day, channel: fc.constantFrom('web', 'works-council'), team: fc.constant('intake'), came: fc.constantFrom(...COMINGS),
  language: fc.constantFrom(...LANGUAGES), series: fc.constantFrom(...YES_NO), case: fc.constantFrom(...YES_NO),
}, { requiredKeys: [], noNullPrototype: true })

for (const [language, vocabulary] of [['English', ENGLISH], ['Chinese', CHINESE]] as const) {
  test(`whatever is filtered by reads again as what was written, in ${language}`, () => {
    fc.assert(fc.property(someFilter, fc.constantFrom('', '发票 QJ', 'gas "two words" -hall'), (filter, words) => {
      const line = `${writeFilters(filter, vocabulary)} ${words}`
      const { left: _, ...read } = readFilters(line, vocabulary, true)
    assert.deepEqual(read, { filter, words, misread: [], pending: null })
    }))
  })
}

test('a filter stands in the address whole, and comes back from it', () => {
  const markOf = (text: string): string => Buffer.from(text).toString('hex').padEnd(16, '0').slice(-16)
  fc.assert(fc.property(someFilter, (filter) => {
    const { place } = readAddress(writeAddress({ place: { page: 'queue', ...listedBy(filter, markOf) }, language: 'zh' }))
    assert.ok(place.page === 'queue')
    const { state, ...rest } = filter
    assert.deepEqual(filterOf(place, filter.label === undefined ? [] : [filter.label], markOf), rest)
    assert.equal(place.state, state ?? null)
  }))
})

test('colons, quotation marks and letters of any width, and names of the other language, are read alike', () => {
  for (const line of ['负责人：me', 'ASSIGNED:me', '负责人:ｍｅ', 'assigned:"me"', '负责人：“me”']) assert.deepEqual(readFilters(line, CHINESE, true).filter, { assigned: LIN }, line)
  assert.deepEqual(readFilters('state:not-accepted 状态:"状态 0"', CHINESE, true).filter, { state: 'received' }, 'the last of one kind counts')
  assert.deepEqual(readFilters('from:2026 until:2026-02', ENGLISH, true).filter, { from: '2026-01-01', until: '2026-02-28' })
  assert.deepEqual(readFilters('until:2025', ENGLISH, true).filter, { until: '2025-12-31' })
})

test('what is no filter stays a word: addresses, times, phrases in quotation marks', () => {
  for (const line of ['https://example.org', 'at 10:30', '"label:x y"', '-label:x', 'xlabel:y']) assert.deepEqual(readFilters(line, ENGLISH, true), { filter: {}, words: line, left: line, misread: [], pending: null }, line)
})

test('a value that a filter does not have filters nothing, and is told', () => {
  const { filter, words, misread } = readFilters('due:yesterday gas assigned:周琦 from:2026-02-30', ENGLISH, true)
  assert.deepEqual([filter, words], [{}, 'gas'])
  assert.deepEqual(misread.map(({ name, typed }) => `${name} ${typed}`), ['due yesterday', 'assigned 周琦', 'from 2026-02-30'])
})

test('what is still being written is no word and no filter yet, and what may be meant is offered', () => {
  assert.deepEqual(readFilters('gas due:la', ENGLISH, false), { filter: {}, words: 'gas', left: 'gas due:la', misread: [], pending: { name: 'due', typed: 'la', at: 4 } })
  assert.equal(readFilters('due:late gas due:nope label:', ENGLISH, false).left, 'gas due:nope label:')
  assert.deepEqual(readFilters('gas due:late ', ENGLISH, false).filter, { due: 'late' })
  assert.deepEqual(readFilters('label:"港 口"', ENGLISH, false).filter, { label: '港 口' })
  assert.deepEqual(choicesFor('due', '逾', CHINESE).map(({ value }) => value), ['late'])
  assert.deepEqual(choicesFor('due', '', CHINESE).map(({ value }) => value), [...DUES])
  assert.deepEqual(namesFor('sev', ENGLISH), ['severity'])
  assert.deepEqual(namesFor('标', CHINESE), ['label'])
  assert.deepEqual(namesFor('', ENGLISH), [])
})
