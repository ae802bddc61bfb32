// Goal: no sentence with a slip reaches a reader. Method: a sound pair of files, then the same pair with one mistake planted at a time.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { pathToFileURL } from 'node:url'
import { compileWords } from '../words.ts'
import { checkArea } from './check.ts'
import type { Glossary } from './glossary.ts'

const GLOSSARY = JSON.parse(readFileSync(join(import.meta.dirname, '../../src/words/glossary.json'), 'utf8')) as Glossary
const SOUND = {
  en: { 'report-filed': 'Your report is sealed and sent.', 'desk.greeting': 'Written by {name} on {day}',
    'files_one': 'One file', 'files_other': '{count} files' },
  zh: { 'report-filed': '举报已密封并发送。', 'desk.greeting': '{name}于{day}写下', 'files_other': '{count}个文件' },
}

/** The sound pair with some sentences changed; null takes one away. */
function problemsWith(change: { en?: Record<string, string | null>; zh?: Record<string, string | null> }): string[] {
  const text = (locale: 'en' | 'zh'): string => JSON.stringify(Object.fromEntries(
    Object.entries({ ...SOUND[locale], ...change[locale] }).filter(([, sentence]) => sentence !== null)))
  return checkArea({ name: 'report', texts: { en: text('en'), zh: text('zh') } }, GLOSSARY.never)
}

test('a sound pair passes', () => {
  assert.deepEqual(problemsWith({}), [])
})

const PLANTED: readonly [string, Parameters<typeof problemsWith>[0], RegExp][] = [
  ['a sentence that is missing in Chinese', { zh: { 'report-filed': null } }, /zh report-filed: is missing/],
  ['a sentence that is missing in English', { en: { 'report-filed': null } }, /en report-filed: is missing/],
  ['an English plural without its singular', { en: { 'files_one': null } }, /en files_one: is missing/],
  ['a Chinese singular', { zh: { 'files_one': '一个文件' } }, /zh has no such plural form/],
  ['a key both plural and not', { en: { files: 'Files' }, zh: { files: '文件' } }, /stands beside plural forms/],
  ['different placeholders', { zh: { 'desk.greeting': '{name}写下' } }, /en has \{day\} \{name\} and zh has \{name\}/],
  ['a placeholder only in the singular', { en: { 'files_one': 'One file of {name}' } }, /\{name\} stands only in/],
  ['a plural that hides its number', { en: { 'files_other': 'Files' }, zh: { 'files_other': '文件' } }, /must show \{count\}/],
  ['an ASCII mark after a Han character', { zh: { 'report-filed': '举报已密封.' } }, /ASCII mark/],
  ['an ASCII bracket after a Han character', { zh: { 'report-filed': '举报(已密封)' } }, /ASCII mark/],
  ['straight quotation marks around Han', { zh: { 'report-filed': '"举报"' } }, /straight quotation/],
  ['three dots', { en: { 'report-filed': 'Sealing...' } }, /three dots/],
  ['a typed space between Han and Latin', { zh: { 'report-filed': '打开 PDF' } }, /space typed/],
  ['a typed space between a placeholder and Han', { zh: { 'files_other': '{count} 个文件' } }, /space typed/],
  ['an exclamation mark', { zh: { 'report-filed': '举报已发送！' } }, /exclamation/],
  ['an empty sentence', { en: { 'report-filed': ' ' } }, /says nothing/],
  ['a space at the end', { en: { 'report-filed': 'Sent. ' } }, /begins or ends with a space/],
  ['a bracket left open', { en: { 'report-filed': 'Sent {name' } }, /without its partner/],
  ['a placeholder with a strange name', { en: { 'report-filed': 'To {0}' }, zh: { 'report-filed': '致{0}' } }, /no name for a placeholder/],
  ['a key in capitals', { en: { Filed: 'Filed' }, zh: { Filed: '已收到' } }, /a key is lower-case words/],
  ['a word that we never use', { en: { 'report-filed': 'Thank you, whistleblower.' } }, /not “whistleblower” but “reporter”/],
  ['the back door', { zh: { 'report-filed': '后门' } }, /not “后门”/],
]
for (const [name, change, expected] of PLANTED) {
  test(`${name} is found`, () => {
    assert.match(problemsWith(change).join('\n'), expected)
  })
}

test('the same key twice in one file is found', () => {
  const text = '{\n"one": "A",\n"one": "B"\n}'
  assert.match(checkArea({ name: 'desk', texts: { en: text, zh: '{"one":"甲"}' } }).join('\n'), /written twice/)
})

test('nested objects and broken JSON are refused', () => {
  for (const text of ['{"a":{"b":"c"}}', '{"a":1}', '[]', '{']) {
    assert.match(checkArea({ name: 'desk', texts: { en: text, zh: '{}' } }).join('\n'), /flat object of sentences/)
  }
})

test('each term of the glossary stands once, and none is a word we never use', () => {
  for (const locale of ['en', 'zh'] as const) {
    const terms = GLOSSARY.terms.map((term) => term[locale])
    assert.equal(new Set(terms).size, terms.length)
    const never = GLOSSARY.never.filter((each) => each.locale === locale).map((each) => each.word)
    assert.deepEqual(terms.filter((term) => never.includes(term)), [])
  }
})

test('what is compiled can be imported one locale at a time, and speaks', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-words-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'report'))
  writeFileSync(join(folder, 'glossary.json'), JSON.stringify(GLOSSARY))
  const odd = 'A `tick`, a \\slash, a $ and {name}’s "quotes"'
  writeFileSync(join(folder, 'report/en.json'), JSON.stringify({ ...SOUND.en, odd, plain: "It's `so` \\ \"said\"\n${x}".replace('${x}', '$') }))
  writeFileSync(join(folder, 'report/zh.json'), JSON.stringify({ ...SOUND.zh, odd: '{name}', plain: '好' }))
  assert.deepEqual(compileWords(folder), [])
  const { en } = await import(pathToFileURL(join(folder, 'report/generated/en.ts')).href) as { en: Record<string, unknown> }
  const say = (key: string, fill: object): string => (en[key] as (fill: object) => string)(fill)
  assert.equal(en['report-filed'], SOUND.en['report-filed'])
  assert.equal(en['plain'], "It's `so` \\ \"said\"\n$")
  assert.equal(say('odd', { name: 'Lin' }), 'A `tick`, a \\slash, a $ and Lin’s "quotes"')
  assert.equal(say('files', { count: 1 }), 'One file')
  assert.equal(say('files', { count: 2 }), '2 files')
  const { zh } = await import(pathToFileURL(join(folder, 'report/generated/zh.ts')).href) as { zh: Record<string, unknown> }
  assert.equal((zh['files'] as (fill: object) => string)({ count: 1 }), '1个文件')
})

test('an area with a mistake is not written', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-words-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'desk'))
  writeFileSync(join(folder, 'glossary.json'), '{"terms":[],"never":[]}')
  writeFileSync(join(folder, 'desk/en.json'), '{"a":"A"}')
  assert.deepEqual(compileWords(folder), ['desk zh a: is missing'])
  assert.equal(existsSync(join(folder, 'desk/generated')), false)
})
