// Goal: what is typed is read as it was meant, and what cannot be meant is told. Method: one small command, many command lines.
import assert from 'node:assert/strict'
import test from 'node:test'
import { en } from '#words/cli/generated/en.ts'
import { nearest, readArguments } from './arguments.ts'
import { command, UsageError } from './command.ts'

const ID = '-itSl8Dr4-On5oigNdm7gyrqj-riJM_HrxvTgvpwoc0'

const sample = command({
  name: 'sample deed', summary: 'summary-verify', words: { shown: 'ID', min: 0, max: 2 },
  options: {
    to: { type: 'text', value: 'URL', required: true, help: 'option-to' },
    text: { type: 'text', value: 'T', help: 'option-text' },
    answer: { type: 'text', value: 'ID=VALUE', many: true, help: 'option-answer' },
    demo: { type: 'flag', help: 'option-demo' },
  },
  run: async () => 0,
})

const READ: readonly [string, readonly string[], object][] = [
  ['a value after a space', ['--to', 'u'], { to: 'u', text: undefined, answer: [], demo: false, json: false, lang: undefined, help: false }],
  ['a value after an equals sign', ['--to=u=v', '--demo'], { to: 'u=v', demo: true }],
  ['a value that begins with a dash', ['--to', 'u', '--text', '- first\n- second'], { text: '- first\n- second' }],
  ['an empty value', ['--to', 'u', '--text', ''], { text: '' }],
  ['an option given several times', ['--to', 'u', '--answer', 'a=1', '--answer', 'b=2'], { answer: ['a=1', 'b=2'] }],
  ['an id that begins with a dash', [ID, '--to', 'u', '-'], {}],
]
for (const [name, argv, expected] of READ) {
  test(`${name} is read`, () => {
    const { given, words } = readArguments(sample, argv)
    assert.deepEqual({ ...given, ...expected }, given)
    assert.deepEqual(words, argv.includes(ID) ? [ID, '-'] : [])
  })
}

test('what stands behind two dashes is no option', () => {
  assert.deepEqual(readArguments(sample, ['--to', 'u', '--', '--text', '-x']).words, ['--text', '-x'])
})

test('whoever asks for help needs nothing else', () => {
  for (const asked of ['--help', '-h']) assert.equal(readArguments(sample, [asked]).given['help'], true)
})

const REFUSED: readonly [string, readonly string[], RegExp][] = [
  ['an unknown option', ['--to', 'u', '--frobnicate'], /There is no option --frobnicate\. postern sample deed --help/],
  ['a slip of the finger', ['--to', 'u', '--txet', 'a'], /Is --text meant\?/],
  ['a short option', ['--to', 'u', '-t'], /There is no option -t/],
  ['a missing value', ['--to'], /--to needs a value: URL/],
  ['an option in the place of a value', ['--text', '--to', 'u'], /--text needs a value: T/],
  ['a value for a flag', ['--to', 'u', '--demo=yes'], /--demo takes no value/],
  ['one option twice', ['--to', 'u', '--to', 'v'], /--to is given twice/],
  ['a required option left out', ['--text', 'a'], /--to URL is missing/],
  ['a word too many', ['--to', 'u', 'a', 'b', 'c'], /“c” is one word too many/],
]
for (const [name, argv, sentence] of REFUSED) {
  test(`${name} is told`, () => {
    assert.throws(() => readArguments(sample, argv), (error) => error instanceof UsageError && sentence.test(error.tell(en)))
  })
}

test('what is far from every name is not guessed at', () => {
  assert.equal(nearest('frobnicate', ['text', 'to']), null)
  assert.equal(nearest('passphrase', ['passphrase-file']), 'passphrase-file')
})
