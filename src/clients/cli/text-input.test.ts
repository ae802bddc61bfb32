// Goal: text comes in as it was written, or is refused before anything is sent. Method: arguments, files and a stdin of bytes.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { Io } from './io.ts'
import { languageOfText, readText } from './text-input.ts'

function fromStdin(...parts: readonly (string | Uint8Array)[]): Promise<string | null> {
  const input = (async function* () { for (const part of parts) yield typeof part === 'string' ? new TextEncoder().encode(part) : part })()
  return readText({ 'text': undefined, 'text-file': undefined }, { input } as unknown as Io, ['-'])
}

function refuses(code: string) {
  return (error: unknown) => error instanceof Refusal && error.code === code
}

test('stdin is UTF-8, whatever the pieces it comes in', async () => {
  const bytes = new TextEncoder().encode('é 投 😀')
  assert.equal(await fromStdin(...Array.from(bytes, (byte) => Uint8Array.of(byte))), 'é 投 😀')
})

test('the last line feed and a byte order mark are not of the text; other spaces are', async () => {
  assert.equal(await fromStdin('\ufeff a\r\n\n b \r\n'), ' a\r\n\n b ')
})

test('invalid UTF-8 is refused, in a stream and in an argument', async () => {
  await assert.rejects(fromStdin(Uint8Array.of(0x61, 0xff)), refuses('bad-text'))
  await assert.rejects(readText({ 'text': 'a\ufffd', 'text-file': undefined }, {} as Io, []), refuses('bad-text'))
})

test('an endless stream is cut off', async () => {
  let sent = 0
  const input = (async function* () { for (;;) { sent += 65_536; yield new Uint8Array(65_536) } })()
  await assert.rejects(readText({ 'text': undefined, 'text-file': undefined }, { input } as unknown as Io, ['-']), refuses('too-large'))
  assert.ok(sent <= LIMITS.requestBytesMax + 131_072)
})

test('a file is read like stdin', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-text-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'a.txt'), '投标\n')
  assert.equal(await readText({ 'text': undefined, 'text-file': join(folder, 'a.txt') }, {} as Io, []), '投标')
})

test('a text is marked with the language that was asked for, else by its script', () => {
  assert.deepEqual([languageOfText(null, '投标'), languageOfText(null, 'tender'), languageOfText('en', '投标')], ['zh', 'en', 'en'])
})
