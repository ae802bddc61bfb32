// Goal: a handler answers by speaking, and whoever calls back hears that. Method: the real processes, the built desk in Chromium with a file for a microphone, and a
// telephone of our own at a line of our own; what is heard is held to what was recorded.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fetchLogFile } from '#clients/member/log-file.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import { readWav } from '#clients/telephony/sound/read-wav.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { stepAt } from '#sealing/proof/one-time-code.ts'
import { lookerAt, openDesk } from './desk/drive.ts'
import { logInFor } from './desk/real.ts'
import { launchChromium, noChromium } from './support/browsers.ts'
import { startWithOffice } from './support/client.ts'
import { keyedVoice, openLine, voiceLike } from './support/phone-line.ts'
import { fileSpoken } from './support/spoken-report.ts'
import { TestPhone } from './support/test-phone.ts'
import { pitchHeard, speech, wavFile } from './support/voice.ts'

const PITCH_HZ = 140
const folder = mkdtempSync(join(tmpdir(), 'postern-desk-voice-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const microphone = join(folder, 'microphone.wav')
before(() => writeFileSync(microphone, wavFile(speech({ pitchHz: PITCH_HZ, seconds: 30, rateHz: 48_000 }), 48_000)))

test('a spoken answer is recorded, heard, sent, and played to who calls back', { skip: noChromium(), timeout: 300_000 }, async (context) => {
  const { postern, api, session, member } = await startWithOffice(context)
  const { report, receipt } = await fileSpoken(api, await loadOffice(api, session.id), voiceLike(1))
  const browser = await launchChromium(context, { locale: 'en-GB', microphone })
  await browser.grantPermissions(['microphone'], { origin: postern.url })
  const page = await openDesk(browser, `${postern.url}/desk/`)
  await logInFor(page, { ...member, usedStep: stepAt(Date.now()) })
  await page.locator('.row').first().click()
  await page.locator('.composer button', { hasText: 'Record an answer' }).click()
  const panel = page.locator('.composer .record')
  assert.equal(await panel.locator('input[type=checkbox]').isChecked(), false)
  await panel.locator('button', { hasText: 'Start recording' }).click()
  await panel.locator('[role=timer]', { hasText: '0:03' }).waitFor()
  await panel.locator('button', { hasText: 'Stop' }).click()
  await panel.locator('audio').waitFor()
  assert.ok(await panel.locator('audio').evaluate((audio: HTMLAudioElement) => new Promise((resolve) => {
    if (audio.readyState > 0) resolve(audio.duration)
    audio.addEventListener('loadedmetadata', () => resolve(audio.duration))
    audio.addEventListener('error', () => resolve(0))
  })) as number > 2.5, 'the desk plays what was recorded')
  const look = lookerAt(Object.assign(page, { complaints: [] as string[] }), 'record', { dark: 320, light: 1440 })
  await look('done')
  await panel.locator('button', { hasText: 'Add to the answer' }).click()
  await page.locator('.composer .files li', { hasText: 'a recorded voice, as spoken' }).waitFor()
  await page.locator('.composer button[type=submit]').click()
  await page.locator('article.said.office .files li', { hasText: 'spoken answer.wav' }).waitFor()

  const { conversation } = await openReportAsHandler(session, report)
  const attachment = conversation.turns.at(-1)?.files?.[0] ?? assert.fail('no recording')
  assert.deepEqual([attachment.type, attachment.recorded, attachment.cleaning], ['audio/wav', 'unmasked', 'nothing-found'])
  const { blob } = await fetchLogFile(session, report, { attachment, signal: new AbortController().signal, onProgress: () => {} })
  const recorded = readWav(new Uint8Array(await blob.arrayBuffer())) ?? assert.fail('not to be played')
  assert.ok(recorded.length > 20_000, `${recorded.length} samples`)
  const pitch = pitchHeard(Float32Array.from(recorded, (sample) => sample / 32_768), 8000)
  assert.ok(Math.abs(pitch / PITCH_HZ - 1) < 0.06, `what went in at ${PITCH_HZ} Hz is heard at ${pitch}`)

  const { line } = await openLine(api, session.id, { voice: await keyedVoice() })
  const phone = await TestPhone.call(line.url)
  await phone.hear('[language]')
  phone.press('12')
  await phone.hear('[enter-code]')
  phone.press(receipt)
  await phone.hear('[status-ask]')
  phone.press('1')
  await phone.hear('[status-ask]')
  phone.hangUp()
  // Behind the prompt that counts the answers.
  const isHeard = phone.sounds.some((sound) => sound.length >= recorded.length && sound.subarray(sound.length - recorded.length).every((sample, at) => sample === recorded[at]))
  assert.ok(isHeard, 'to the sample')
})
