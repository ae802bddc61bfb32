// Goal: a report from outside the web is taken down, handed back as a code, checked and found again by command line. Method: the commands as a person types them, on a
// fresh office.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { addDays } from '#base/day.ts'
import { runHere } from './support/commands.ts'
import { smallOffice } from './cli-office.ts'
import { answered, text } from './cli-scene.ts'

test('a call is taken down, its minutes are corrected by code, and a letter keeps the day on which it came', { timeout: 120_000 }, async (context) => {
  const { postern, session, login, folder } = await smallOffice(context)
  const today = session.today()
  const enter = (...words: readonly string[]) => ['desk', 'enter', ...words, ...login]
  const outcome = async (args: readonly string[]): Promise<readonly [number, string]> => {
    const { code, errors } = await runHere([...args], '')
    return [code ?? -1, errors]
  }

  const call = await answered(enter('--how', 'phone-live', '--consent', 'yes', '--recorded', 'no', '--text', '她说码头夜里卸货。', '--answer', 'danger=yes', '--assign', 'me', '--note', '来电人情绪不稳'))
  assert.match(text(call['receipt']), /^\d{24}$/)
  const listed = (await answered(['desk', 'list', ...login]))['reports'] as readonly Record<string, unknown>[]
  const line = listed.find(({ id }) => id === call['report'])
  assert.deepEqual([line?.['urgent'], line?.['assignedName'], (line?.['entered'] as Record<string, unknown> | undefined)?.['name']], [true, 'Ada', 'Ada'])
  const code = ['--to', postern.url, '--receipt', text(call['receipt'])]
  assert.deepEqual([(await answered(['report', 'read', ...code]))['minutes'], (await outcome(['report', 'minutes', ...code]))[0]], ['offered', 2])
  await answered(['report', 'minutes', '--text', '是凌晨，不是夜里。', ...code])
  await answered(['report', 'minutes', '--agree', ...code])
  const opened = await answered(['desk', 'open', text(call['report']), ...login])
  assert.equal((opened['entered'] as { readonly recorded?: boolean }).recorded, false)
  assert.deepEqual([opened['minutes'], opened['minutesConsent'], (opened['minutesVersions'] as unknown[]).length], ['agreed', true, 2])
  const shown = (await runHere(['desk', 'open', text(call['report']), ...login], '')).out
  assert.match(shown, /by telephone, taken by a person, entered by Ada[\s\S]*minutes: agreed with the reporter’s code[\s\S]*她说码头夜里卸货[\s\S]*是凌晨，不是夜里/)

  const scan = join(folder, 'letter.jpg')
  writeFileSync(scan, 'no picture at all')
  const received = addDays(today, -3)
  const letter = ['--how', 'letter', '--received', received, '--text', 'A letter.', '--attach', scan]
  const entered = await answered(enter(...letter, '--as-is', '--no-way-back'))
  assert.deepEqual([entered['receipt'], entered['receivedDay'], entered['answerBy']], [null, received, addDays(received, 7)])
  const view = await answered(['desk', 'open', text(entered['report']), ...login])
  const [first] = view['entries'] as readonly { readonly files: readonly Record<string, unknown>[] }[]
  assert.equal(first?.files[0]?.['cleaning'], 'kept-as-it-was')
  assert.deepEqual([view['contactWelcome'], view['receivedDay'], view['nextDate']], [false, received, addDays(received, 7)])

  const refusals: readonly (readonly [RegExp, readonly string[]])[] = [
    [/ways in which a report comes/, ['--how', 'rumour']], [/belongs to a meeting/, ['--how', 'meeting']], [/Without consent there are no minutes/, ['--how', 'meeting', '--consent', 'no']],
    [/belongs to a meeting/, ['--how', 'letter', '--consent', 'yes']], [/recorded with consent alone/, ['--how', 'phone-live', '--consent', 'no', '--recorded', 'yes']], [/belongs to a telephone call/, ['--how', 'letter', '--recorded', 'no']], [/until today/, ['--how', 'letter', '--received', addDays(today, 1)]],
  ]
  for (const [sentence, words] of refusals) {
    const [exit, said] = await outcome(enter(...words, '--text', 'x'))
    assert.equal(exit, 2)
    assert.match(said, sentence)
  }
  assert.equal(((await answered(['desk', 'list', ...login]))['reports'] as unknown[]).length, 3, 'what was refused was not filed')
  assert.equal((await answered(['verify', '--data', postern.data]))['whole'], true, 'the server’s days are those of the signed headers')
})
