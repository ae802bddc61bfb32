// Goal: every command tells in both languages what it is for and what it takes, and how it ends is a number. Method: the commands
// themselves, run with a world that only listens.
import assert from 'node:assert/strict'
import test from 'node:test'
import { en } from '#words/cli/generated/en.ts'
import { zh } from '#words/cli/generated/zh.ts'
import { en as enRefusals } from '#words/refusals/generated/en.ts'
import { zh as zhRefusals } from '#words/refusals/generated/zh.ts'
import { Refusal } from '#base/refusal.ts'
import { command, type Command } from './command.ts'
import { MEMBER_COMMANDS } from './member-commands.ts'
import { REPORTER_COMMANDS } from './reporter-commands.ts'
import { run } from './run.ts'

const failing = (name: string, error: unknown): Command => command({ name, summary: 'summary-verify', options: {}, run: () => Promise.reject(error) })
const GROUPS = {
  report: async () => REPORTER_COMMANDS,
  desk: async () => MEMBER_COMMANDS,
  fail: async () => [failing('fail refused', new Refusal('too-large', { bytesMax: 1 })), failing('fail defect', new Error('a\u001b[2J\nb')),
    failing('fail file', Object.assign(new Error('x'), { code: 'ENOENT', path: '/nowhere/at-all' }))],
}

async function typed(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  let [out, errors] = ['', '']
  const code = await run(GROUPS, argv, {
    out: (text) => { out += text }, error: (line) => { errors += `${line}\n` }, input: (async function* () {})(), env, watched: false, version: '1.2.3',
    wordsIn: async (language) => (language === 'zh' ? { say: zh, refusals: zhRefusals } : { say: en, refusals: enRefusals }),
  })
  return { code, out, errors }
}

for (const { name, options } of [...REPORTER_COMMANDS, ...MEMBER_COMMANDS]) {
  test(`${name} --help names every option, in both languages`, async () => {
    const [english, chinese] = [await typed([...name.split(' '), '--help']), await typed([...name.split(' '), '--help', '--lang', 'zh'])]
    assert.deepEqual([english.code, chinese.code, english.errors], [0, 0, ''])
    for (const option of [...Object.keys(options), 'json', 'lang', 'help']) {
      assert.ok(english.out.includes(`--${option}`) && chinese.out.includes(`--${option}`), option)
    }
    assert.match(chinese.out, /用法：/)
  })
}

test('the overview lists every command, a group only its own', async () => {
  const { out, code } = await typed(['--help'])
  assert.equal(code, 0)
  for (const { name } of [...REPORTER_COMMANDS, ...MEMBER_COMMANDS]) assert.ok(out.includes(`  ${name} `), name)
  const group = await typed(['report', '--help'])
  assert.ok(group.out.includes('report read') && !group.out.includes('desk list'))
  assert.equal((await typed(['--version'])).out, '1.2.3\n')
})

test('the language follows the environment, and an option wins', async () => {
  assert.match((await typed(['--help'], { LANG: 'zh_CN.UTF-8' })).out, /用法/)
  assert.match((await typed(['--help'], { LANG: 'zh_CN.UTF-8', LC_ALL: 'C' })).out, /Usage/)
  assert.match((await typed(['report', 'file', '--lang', 'zh', '--help'], { LANG: 'en_GB.UTF-8' })).out, /用法/)
})

const WRONG: readonly [string, readonly string[], RegExp][] = [
  ['an unknown command', ['frobnicate'], /There is no command frobnicate/],
  ['a slip of the finger', ['desk', 'lits'], /Is desk list meant\?/],
  ['a group alone', ['desk', 'frobnicate'], /There is no command desk frobnicate/],
  ['another language', ['report', 'read', '--lang', 'fr'], /--lang takes en or zh/],
  ['no address', ['report', 'file', '--text', 'a'], /--to URL is missing/],
  ['an address that is none', ['report', 'file', '--to', 'example.org', '--text', 'a'], /no address/],
  ['two texts', ['report', 'file', '--to', 'http://x', '--text', 'a', '-'], /two texts/],
  ['no text', ['report', 'file', '--to', 'http://x'], /is missing/],
  ['an answer to nothing', ['report', 'file', '--to', 'http://x', '--text', 'a', '--answer', 'belief=x'], /no answer to a question/],
  ['a choice that is not there', ['report', 'file', '--to', 'http://x', '--text', 'a', '--answer', 'danger=perhaps'], /answers to danger are: no unsure yes/],
  ['an alarm that is neither', ['report', 'file', '--to', 'http://x', '--text', 'a', '--answer', 'danger=yes', '--wake', 'maybe'], /--wake takes yes or no/],
  ['an alarm without danger', ['report', 'file', '--to', 'http://x', '--text', 'a', '--wake', 'yes'], /belongs to --answer danger=yes/],
  ['neither set nor ended', ['desk', 'urgent', 'abcdefgh', '--to', 'http://x', '--member', 'a', '--passphrase-file', 'x', '--totp-secret-file', 'x', '--reason', 'a'], /--set and --end/],
  ['an office that is none', ['report', 'file', '--to', 'http://x', '--text', 'a', '--office', 'demo'], /43 characters/],
  ['no code', ['report', 'read', '--to', 'http://x'], /--receipt CODE/],
  ['orders for the terminal', ['desk', '\u001b[2J'], /There is no command desk \\u\{001b\}\[2J/],
]
for (const [name, argv, sentence] of WRONG) {
  test(`${name} is wrong usage`, async () => {
    const { code, out, errors } = await typed(argv)
    assert.deepEqual([code, out], [2, ''])
    assert.match(errors, sentence)
  })
}

test('a refusal is a sentence and the problem document, and with --json the document alone', async () => {
  const told = await typed(['fail', 'refused', '--lang', 'zh'])
  assert.equal(told.code, 3)
  const [sentence, problem = ''] = told.errors.split('\n')
  assert.equal(sentence, zhRefusals['too-large'])
  assert.deepEqual(JSON.parse(problem), { type: '/docs/problems#too-large', title: 'too-large', status: 413, details: { bytesMax: 1 } })
  assert.equal((await typed(['fail', 'refused', '--json'])).errors, `${problem}\n`)
})

test('a defect is one line, and a stack only for whoever asks', async () => {
  const { code, errors } = await typed(['fail', 'defect'])
  assert.equal(code, 1)
  assert.equal(errors.trimEnd().split('\n').length, 1)
  assert.ok(!errors.includes('\u001b') && !errors.includes(' at '))
  assert.match((await typed(['fail', 'defect'], { POSTERN_DEBUG: '1' })).errors, / at /)
})

test('a file that is not there is wrong usage', async () => {
  const { code, errors } = await typed(['fail', 'file', '--json'])
  assert.equal(code, 2)
  assert.deepEqual(JSON.parse(errors), { error: 'file', message: 'A file could not be used: /nowhere/at-all (ENOENT).' })
})
