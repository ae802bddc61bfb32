// Goal: a recording is written down, corrected and agreed to by command line, and left unchecked with a reason. Method: the commands as a person types them, on a
// fresh office, and a report as the telephone line files it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { httpApi } from '#clients/transport/api.ts'
import { voiceLike } from '#test/support/phone-line.ts'
import { runHere } from './support/commands.ts'
import { fileSpoken } from '#test/support/spoken-report.ts'
import { smallOffice } from './cli-office.ts'
import { answered } from './cli-scene.ts'

test('a recording is written down, corrected, agreed to and kept in every version', { timeout: 120_000 }, async (context) => {
  const { postern, session, login } = await smallOffice(context)
  const api = httpApi(postern.url)
  const { report, receipt, file } = await fileSpoken(api, await loadOffice(api, session.id), voiceLike(1))
  const code = ['--to', postern.url, '--receipt', receipt]
  const transcript = (...words: readonly string[]) => ['desk', 'transcript', report, ...words, ...login]
  const outcome = async (args: readonly string[]): Promise<readonly [number, string]> => {
    const { code: exit, errors } = await runHere([...args], '')
    return [exit ?? -1, errors]
  }
  type Entries = readonly Readonly<Record<string, unknown>>[]

  const offered = await answered(transcript(file.slice(0, 12), '--text', 'Two lorries came.'))
  assert.deepEqual(offered['transcripts'], [{ file, standing: 'offered', versions: [{ version: 1, seq: 1, from: 'office', day: session.today() }] }])
  assert.deepEqual((offered['entries'] as Entries)[1]?.['transcript'], { file, is: 'offered' })
  assert.match((await runHere(['report', 'read', ...code], '')).out, /Is this what you say in the recording recording\.wav\?\n.*\(--of 1\)[\s\S]*What the office heard[\s\S]*Two lorries came\./)
  await answered(['report', 'minutes', '--of', '1', '--text', 'Three lorries came.', ...code])
  assert.equal((await outcome(['report', 'minutes', '--of', '1', '--agree', ...code]))[0], 3, 'the version that is corrected is not agreed to')
  const unchecked = await answered(transcript(file, '--unchecked', 'Nobody called back.'))
  assert.deepEqual((unchecked['transcripts'] as Entries)[0]?.['reason'], 'Nobody called back.')
  await answered(['report', 'minutes', '--of', '2', '--agree', ...code])
  const opened = await answered(['desk', 'open', report, ...login])
  const [first = {}] = opened['transcripts'] as Entries
  assert.deepEqual([first['standing'], (first['versions'] as Entries).map(({ seq, from }) => [seq, from])], ['agreed', [[1, 'office'], [2, 'reporter']]])
  assert.match((await runHere(['desk', 'open', report, ...login], '')).out, /version 2 agreed with the reporter’s code[\s\S]*Two lorries came\.[\s\S]*Three lorries came\.[\s\S]*\(agreed to the transcript in entry 2\)/)

  for (const [sentence, words] of [
    [/Give the words of the transcript/, [file]], [/Give the words of the transcript/, [file, '--text', 'x', '--unchecked', 'y']], [/not here/, ['AAAAAAAA', '--text', 'x']],
  ] as const) {
    const [exit, said] = await outcome(transcript(...words))
    assert.notEqual(exit, 0)
    assert.match(said, sentence)
  }
  for (const [sentence, words] of [[/--of is the number/, ['--of', 'one', '--agree']], [/./, ['--of', '0', '--agree']], [/./, ['--agree']]] as const) {
    const [exit, said] = await outcome(['report', 'minutes', ...words, ...code])
    assert.notEqual(exit, 0)
    assert.match(said, sentence)
  }
})
