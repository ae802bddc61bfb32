// Goal: the line says every prompt or does not start, and what an office wrote stands neither in a file nor in a list of processes while it is spoken.
// Method: folders of recordings, and a program of our own in the place of espeak-ng that answers with how it was called.
import assert from 'node:assert/strict'
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { keyedPrompts } from '#test/support/phone-line.ts'
import { understood } from '#test/support/test-phone.ts'
import { PROMPTS } from '#clients/telephony/prompts/prompt.ts'
import { loadVoice } from './voice.ts'

const folder = mkdtempSync(join(tmpdir(), 'postern-voice-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Speaks whatever it is told as the digit 7, and keeps how it was called. */
function program(name: string, exit = 0): string {
  const path = join(folder, name)
  copyFileSync(join(keyedPrompts(), 'en', 'digit-7.wav'), `${path}.wav`)
  writeFileSync(path, `#!/bin/sh\necho "$@" >> ${path}.arguments\n/bin/cat > ${path}.words\n/bin/cat ${path}.wav\nexit ${exit}\n`)
  chmodSync(path, 0o755)
  return path
}

test('recordings take the place of the program, and without either the line says what is missing', async () => {
  const prompts = keyedPrompts()
  const recorded = await loadVoice({ prompts, program: null })
  assert.deepEqual([understood(recorded.prompt('zh', 'digit-4')), recorded.canSpeak, await recorded.speak('en', 'Who else knows?')], ['4', false, null])
  rmSync(join(prompts, 'zh', 'menu.wav'))
  writeFileSync(join(prompts, 'en', 'menu.wav'), 'no sound')
  const missing = async (options: Parameters<typeof loadVoice>[0]) => (await loadVoice(options)).missing.toSorted()
  assert.deepEqual(await missing({ prompts, program: null }), ['en/menu', 'zh/menu'])
  assert.deepEqual(await missing({ prompts, program: join(folder, 'nobody-there') }), ['en/menu', 'zh/menu'])
  assert.deepEqual(await missing({ prompts, program: program('breaks', 1) }), ['en/menu', 'zh/menu'])
  assert.equal((await missing({ program: null })).length, 2 * PROMPTS.length)
  const mixed = await loadVoice({ prompts, program: program('speaks') })
  assert.deepEqual([understood(mixed.prompt('en', 'menu')), understood(mixed.prompt('en', 'digit-4')), mixed.canSpeak], ['7', '4', true])
})

test('words go to the program by a pipe', async () => {
  const path = program('listens')
  const voice = await loadVoice({ prompts: keyedPrompts(), program: path })
  assert.equal(understood(await voice.speak('zh', '谁还知道？') ?? new Int16Array(0)), '7')
  assert.equal(readFileSync(`${path}.words`, 'utf8'), '谁还知道？')
  assert.equal(readFileSync(`${path}.arguments`, 'utf8').includes('谁'), false)
  assert.match(readFileSync(`${path}.arguments`, 'utf8'), /-v cmn -s \d+ --stdin --stdout\n$/)
})
