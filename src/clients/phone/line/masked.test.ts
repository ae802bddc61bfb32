// Goal: who presses four before the tone is kept as another voice, on every way that speech takes; who does not is kept as they spoke. Method: a real server in this process, a line, a telephone.
import assert from 'node:assert/strict'
import test from 'node:test'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { LIMITS } from '#base/limits.ts'
import { deriveReporter } from '#sealing/plain/receipt.ts'
import { openOffice } from '#test/support/office.ts'
import { openLine, voiceLike } from '#test/support/phone-line.ts'
import { callBack as callBackTo, opened as openedBy, untilTone } from '#test/support/phone-talk.ts'
import { TestPhone } from '#test/support/test-phone.ts'
import { findParts } from '../spoken/parts.ts'

const { api: plain, session } = await openOffice()
let uploads = 0
const api: typeof plain = { ...plain, call: (call) => { if (call.route === 'start-upload') uploads += 1; return plain.call(call) } }
const { line } = await openLine(api, session.id)
const office = await loadOffice(api, session.id)
const desk = { api, session, office }
const said = voiceLike(LIMITS.spokenPartSeconds + 1)

const recordedIn = async (code: string): Promise<readonly (string | undefined)[]> => (await openedBy(desk, code)).turns.flatMap(({ files = [] }) => files.map(({ recorded }) => recorded))

test('a voice is changed before any of it is put away, and the report says so', async () => {
  const phone = await TestPhone.call(line.url)
  const code = await untilTone(phone)
  phone.press('4')
  assert.match(await phone.hear('[speak]'), /\[voice-changed\]\[voice-keep\]\[speak\]/)
  phone.say(said)
  phone.press('#')
  await phone.hear('[review]')
  const { unsent: waiting } = await findParts(api, await deriveReporter(code, office.salt), 0)
  assert.deepEqual([waiting?.recorded, waiting?.codec], ['masked', 'ulaw'])
  assert.notDeepEqual(waiting?.samples, said.subarray(0, waiting?.samples.length))
  phone.press('2')
  await phone.hear('[thanks]')
  assert.deepEqual(await recordedIn(code), ['masked'])
})

test('who calls back about a changed voice that was never sent sends it as changed', async () => {
  const phone = await TestPhone.call(line.url)
  const code = await untilTone(phone)
  phone.press('4')
  await phone.hear('[speak]')
  phone.say(said)
  phone.press('#')
  await phone.hear('[review]')
  const { line: other } = await openLine(api, session.id)
  const { phone: again, heard } = await callBackTo(other.url, code, '[review]')
  assert.match(heard, /\[unsent\]/)
  again.press('2')
  await again.hear('[thanks]')
  assert.deepEqual(await recordedIn(code), ['masked'])
})

test('pressed twice it is as before, and in speech the key does nothing', async () => {
  const phone = await TestPhone.call(line.url)
  const code = await untilTone(phone)
  phone.press('4')
  await phone.hear('[speak]')
  phone.press('4')
  assert.match(await phone.hear('[speak]'), /\[voice-change\]\[speak\]/)
  phone.say(said.slice(0, 16_000))
  phone.press('4')
  phone.say(said.slice(16_000, 24_000))
  phone.press('#')
  await phone.hear('[review]')
  phone.press('2')
  await phone.hear('[thanks]')
  assert.deepEqual(await recordedIn(code), ['unmasked'])
})

test('changed over and over before a word is said, nothing is put anywhere, and what is said then is found', async () => {
  const phone = await TestPhone.call(line.url)
  const code = await untilTone(phone)
  const before = uploads
  for (let pressed = 0; pressed < LIMITS.spokenTakesMax - 1; pressed++) {
    phone.press('5')
    phone.say(new Uint8Array(800).fill(0xff))
    phone.press('4')
    await phone.hear('[speak]')
  }
  phone.press('5')
  phone.say(said)
  phone.press('#')
  await phone.hear('[review]')
  assert.equal(uploads - before, 1)
  const { unsent: waiting } = await findParts(api, await deriveReporter(code, office.salt), 0)
  assert.deepEqual([waiting?.recorded, waiting?.take], ['masked', 0])
  phone.hangUp()
})

test('more callers than the line has room to change are not asked, and all of them may speak', async () => {
  const { line: full } = await openLine(api, session.id)
  const first = await Promise.all(Array.from({ length: LIMITS.callsMaskedMax }, () => TestPhone.call(full.url)))
  await Promise.all(first.map((phone) => phone.hear('[language]')))
  const last = await TestPhone.call(full.url)
  await untilTone(last)
  last.press('4')
  last.say(voiceLike(1))
  last.press('#')
  assert.doesNotMatch(await last.hear('[review]'), /voice-/)
  first[0]?.hangUp()
  await first[0]?.over()
  const next = await TestPhone.call(full.url)
  await untilTone(next)
  next.press('4')
  assert.match(await next.hear('[speak]'), /\[voice-keep\]/)
  for (const phone of [...first, last, next]) phone.hangUp()
})
