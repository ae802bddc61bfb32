// Goal: a caller's code, number and speech stand in no file, and a line that is killed in mid-speech loses a few seconds at most.
// Method: the real service and the real line, each in processes of its own, two carriers' telephones, SIGKILL, and a search through all that was written.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import { fetchLogFile } from '#clients/member/log-file.ts'
import { listQueue } from '#clients/member/queue.ts'
import type { Session } from '#clients/member/session.ts'
import { startWithOffice } from './support/client.ts'
import { findBytes } from './support/find-bytes.ts'
import { keyedPrompts, voiceLike } from './support/phone-line.ts'
import { freePort, runPostern, type Postern } from './support/postern.ts'
import { ASTERISK, TestPhone, TWILIO, type Shape } from './support/test-phone.ts'
import { filesIn, filesOpenForWriting } from './support/written.ts'

const CLI = fileURLToPath(import.meta.resolve('#main/cli.ts'))
const PROMPTS = keyedPrompts()
const [STREAM_URL, TOKEN, SECRET] = ['wss://line.example/twilio', 'twilio-token-of-tests', 'secret of the telephone server']
const PART_BYTES = LIMITS.spokenPartSeconds * 8000

interface Line { readonly url: string; readonly pid: number; readonly errors: () => string; readonly child: ChildProcess }

async function startLine(context: TestContext, to: string, folder: string): Promise<Line> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, 'line', '--to', to, '--port', String(await freePort()), '--prompts', PROMPTS, '--stream-url', STREAM_URL, '--person', '0163 296', '--json'],
    { cwd: folder, env: { ...process.env, POSTERN_TWILIO_TOKEN: TOKEN, POSTERN_LINE_SECRET: SECRET }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, errors] = ['', '']
  child.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString() })
  context.after(() => kill(child))
  const ready = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); if (out.includes('\n')) resolve(out) })
    child.once('close', () => reject(new Error(`the line did not start:\n${errors}`)))
  })
  const { url, pid } = JSON.parse(ready) as { url: string; pid: number }
  return { url, pid, child, errors: () => errors }
}

function kill(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch { /* it has ended */ }
}

const CALLERS: readonly (readonly [Shape, Readonly<Record<string, string>>])[] = [
  [ASTERISK, { authorization: `Basic ${Buffer.from(`postern:${SECRET}`).toString('base64')}` }],
  [TWILIO, { 'x-twilio-signature': createHmac('sha1', TOKEN).update(STREAM_URL).digest('base64') }],
]

/** Speaks as far as `said`; the code as it was heard. */
async function speak({ url }: Line, [shape, headers]: (typeof CALLERS)[number], said: Bytes): Promise<{ readonly phone: TestPhone; readonly code: string }> {
  const phone = await TestPhone.call(url, shape, headers)
  for (const [wanted, keys] of [['[language]', '2'], ['[menu]', '1'], ['[consent]', '1']] as const) {
    await phone.hear(wanted)
    phone.press(keys)
  }
  const code = /\[code\](\d{24})/.exec(await phone.hear('[code-ask]'))?.[1] ?? ''
  phone.press('1')
  await phone.hear('[danger]')
  phone.press('3')
  await phone.hear('[speak]')
  phone.say(said)
  return { phone, code }
}

async function callBack({ url }: Line, [shape, headers]: (typeof CALLERS)[number], code: string): Promise<TestPhone> {
  const phone = await TestPhone.call(url, shape, headers)
  await phone.hear('[language]')
  phone.press('12')
  await phone.hear('[enter-code]')
  phone.press(code)
  return phone
}

interface Scene {
  readonly postern: Postern
  readonly session: Session
  readonly line: Line
  readonly folder: string
  /** What was said and which codes were given: neither may stand anywhere. */
  readonly saids: Bytes[]
  readonly codes: string[]
}

test('the line, over the real thing', { timeout: 300_000 }, async (context) => {
  const { postern, session } = await startWithOffice(context)
  const folder = mkdtempSync(join(tmpdir(), 'postern-line-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const scene: Scene = { postern, session, folder, line: await startLine(context, postern.url, folder), saids: [], codes: [] }
  for (const caller of CALLERS) await context.test(`a caller of ${caller[0].path} is heard at the desk, to the sample`, () => heard(scene, caller))
  await context.test('the code of a call opens the conversation by command as well', () => byCommand(scene))
  await context.test('nobody calls without the telephone server’s secret or the carrier’s signature', () => strangers(scene))
  await context.test('a line that anybody could reach, or that misses what it needs, does not start', () => wrongUse(scene))
  await context.test('killed in mid-speech, it loses less than the last part, and the code brings the rest back', (inner) => killed(scene, inner))
  await context.test('speech, codes and numbers stand in no file, and in nothing that the line said', () => nowhere(scene))
})

async function heard({ session, line, saids, codes }: Scene, caller: (typeof CALLERS)[number]): Promise<void> {
  const said = voiceLike(LIMITS.spokenPartSeconds + 1, saids.length)
  const { phone, code } = await speak(line, caller, said)
  phone.press('#')
  await phone.hear('[review]')
  phone.press('2')
  await phone.hear('[thanks]')
  await phone.over()
  assert.ok((await heardAtDesk(session)).some((samples) => samples.equals(said)))
  saids.push(said)
  codes.push(code)
}

async function byCommand({ postern, codes: [code = ''] }: Scene): Promise<void> {
  const result = await runPostern(['report', 'reply', '--to', postern.url, '--receipt', code, '--text', 'on the web', '--json'])
  assert.equal(result.code, 0, result.errors)
}

async function wrongUse({ postern }: Scene): Promise<void> {
  const wrong = [['--host', '0.0.0.0'], ['--person', 'reception'], ['--stream-url', STREAM_URL], ['--port', '70000']]
  const results = await Promise.all(wrong.map((options) => runPostern(['line', '--to', postern.url, ...options, '--json'])))
  assert.deepEqual(results.map(({ code, out }) => [code, out]), wrong.map(() => [2, '']))
  const taken = await runPostern(['line', '--to', postern.url, '--prompts', PROMPTS, '--port', String(postern.port), '--json'])
  assert.deepEqual([taken.code, (JSON.parse(taken.errors) as { title: string }).title], [3, 'port-in-use'])
}

async function strangers({ line }: Scene): Promise<void> {
  for (const [{ path }] of CALLERS) {
    for (const headers of [{}, { authorization: 'Basic cG9zdGVybjp3cm9uZw==', 'x-twilio-signature': 'AAAA' }]) {
      await assert.rejects(TestPhone.call(line.url, { ...ASTERISK, path }, headers as Readonly<Record<string, string>>))
    }
  }
}

async function killed({ postern, session, line, folder, saids, codes }: Scene, context: TestContext): Promise<void> {
  const [caller] = CALLERS
  assert.ok(caller !== undefined)
  const said = voiceLike(2 * LIMITS.spokenPartSeconds + 2, 8)
  const before = blobsIn(postern.data)
  const { phone, code } = await speak(line, caller, said)
  while (blobsIn(postern.data) < before + 2) await new Promise((resolve) => { setImmediate(resolve) })
  onlySocketsAreWritten(line.pid, folder)
  process.kill(line.pid, 'SIGKILL')
  await phone.over()
  const anew = await startLine(context, postern.url, folder)
  const back = await callBack(anew, caller, code)
  await back.hear('[unsent][review]')
  back.press('2')
  await back.hear('[thanks]')
  await back.over()
  assert.ok((await heardAtDesk(session)).some((samples) => samples.equals(said.subarray(0, 2 * PART_BYTES))))
  saids.push(said)
  codes.push(code)
  anew.child.kill('SIGTERM')
  assert.equal(await new Promise((resolve) => { anew.child.once('close', resolve) }), 0)
  assert.equal(anew.errors(), '')
}

async function nowhere({ postern, folder, line, saids, codes }: Scene): Promise<void> {
  await postern.stop()
  const needles = [...saids.map((said) => Buffer.from(said.subarray(4000, 4064))), ...codes.map((code) => Buffer.from(code)), Buffer.from('+441632960961')]
  for (const path of [...filesIn(postern.data), ...filesIn(folder)]) assert.deepEqual(findBytes(readFileSync(path), needles), [], path)
  assert.deepEqual(findBytes(Buffer.from(line.errors() + postern.errors()), needles), [])
  // The same search finds what does stand somewhere: speech, a code and a number that were put there.
  const planted = join(folder, 'planted')
  writeFileSync(planted, Buffer.concat([Buffer.from(saids[0] ?? []), Buffer.from(`${codes[0]} +441632960961`)]))
  assert.deepEqual(filesIn(folder).flatMap((path) => findBytes(readFileSync(path), needles)).length, 3)
}

async function heardAtDesk(session: Session): Promise<Buffer[]> {
  const { lines } = await listQueue(session)
  const all = await Promise.all(lines.map(async ({ id }) => {
    const { conversation } = await openReportAsHandler(session, id)
    assert.equal(conversation.provenance, 'by-telephone')
    return Promise.all(conversation.turns.flatMap(({ files = [] }) => files).map(async (attachment) => {
      const { blob, type } = await fetchLogFile(session, id, { attachment, signal: new AbortController().signal, onProgress: () => {} })
      const bytes = Buffer.from(await blob.arrayBuffer())
      assert.equal(type, 'audio/wav')
      return bytes.subarray(58, 58 + bytes.readUInt32LE(54))
    }))
  }))
  return all.flat()
}

function blobsIn(data: string): number {
  return filesIn(join(data, 'blobs')).length
}

/** Sockets, pipes and events alone. Of this process, which has a file open, the same look says so. */
function onlySocketsAreWritten(pid: number, folder: string): void {
  if (process.platform !== 'linux') return
  assert.ok(readdirSync(`/proc/${pid}/fd`).length > 5)
  assert.deepEqual(filesOpenForWriting(pid), [])
  const control = join(folder, 'control')
  const file = openSync(control, 'w')
  assert.deepEqual(filesOpenForWriting(process.pid).filter((path) => path === control), [control])
  closeSync(file)
}
