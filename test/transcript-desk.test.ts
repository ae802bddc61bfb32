// Goal: a handler listens to a recording in its closed room, writes down what is heard by keys alone, offers it, and sees what became of every version. Method: the real
// processes and the built desk in Chromium; a recording of tones with a gap, as the telephone line files it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Frame, Locator, Page } from 'playwright-core'
import { encode } from '#clients/telephony/sound/g711.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import { checkMinutes } from '#clients/reporter/check-minutes.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { stepAt } from '#sealing/proof/one-time-code.ts'
import { lookerAt, openDesk } from './desk/drive.ts'
import { logInFor } from './desk/real.ts'
import { launchChromium, noChromium } from './support/browsers.ts'
import { startWithOffice } from './support/client.ts'
import { fileSpoken } from './support/spoken-report.ts'

/** Speech of two seconds, a gap of four, and speech again. */
const SPEECH = encode('ulaw', Int16Array.from({ length: 8 * 8000 }, (_, at) => (at < 16_000 || at >= 48_000 ? 9000 * Math.sin(at / 4) * Math.sin(at / 700) : 0)))

async function frameOf(page: Page): Promise<Frame> {
  await page.locator('dialog iframe:not(.waits)').waitFor()
  return await (await page.locator('dialog iframe').elementHandle())?.contentFrame() ?? assert.fail('no frame')
}

/** Seconds. */
async function placeIn(frame: Frame): Promise<number> {
  return Number(await frame.locator('[role=slider]').getAttribute('aria-valuenow'))
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    if (await holds()) return
    await new Promise((resolve) => { setTimeout(resolve, 100) })
  }
  assert.fail(what)
}

/** @returns after how many milliseconds of playing the gap lay behind */
async function listen(page: Page): Promise<number> {
  const frame = await frameOf(page)
  const slider = frame.locator('[role=slider]')
  assert.deepEqual([await slider.getAttribute('aria-valuemax'), await slider.getAttribute('aria-valuetext')], ['8', '0:00 / 0:08'])
  const [loud = 0, gap = 0] = await frame.evaluate(() => {
    const canvas = document.querySelector('canvas')
    const { width = 0, height = 0 } = canvas ?? {}
    const inked = (from: number, to: number): number => {
      const { data } = canvas?.getContext('2d')?.getImageData(Math.floor(from * width), 0, Math.floor((to - from) * width), height) ?? { data: new Uint8ClampedArray() }
      return data.filter((value, at) => at % 4 === 3 && value > 0).length / ((to - from) * width * height)
    }
    return [inked(0.05, 0.2), inked(0.3, 0.7)]
  })
  assert.ok(loud > 0.2 && gap < 0.1, `the shape of what is heard: ${loud} of speech, ${gap} of the gap`)
  await frame.locator('button', { hasText: 'Play' }).focus()
  await frame.locator('[role=slider]').press('End')
  await frame.locator('[role=slider]').press('ArrowLeft')
  assert.equal(await placeIn(frame), 3)
  const box = await slider.boundingBox() ?? assert.fail('no box')
  await page.mouse.click(box.x + box.width / 8, box.y + 20)
  assert.equal(await placeIn(frame), 1)
  await frame.locator('select').selectOption('2')
  await frame.locator('input[type=checkbox]').check()
  await frame.locator('button', { hasText: 'Play' }).click()
  const begun = Date.now()
  // One second of speech, half a second of the gap's ends: at double speed the end of speech is there long before the gap would be over.
  await until('the gap is not passed over', async () => await placeIn(frame) >= 6)
  await frame.locator('select').selectOption('1')
  await frame.locator('input[type=checkbox]').uncheck()
  if (await frame.locator('button', { hasText: 'Pause' }).count() > 0) await frame.locator('button', { hasText: 'Pause' }).click()
  return Date.now() - begun
}

/** Plays, pauses, marks the time and goes back by keys, from the field in which is typed. */
async function typeBeside(page: Page, area: Locator): Promise<void> {
  const frame = await frameOf(page)
  await frame.locator('[role=slider]').press('Home')
  await area.focus()
  await page.keyboard.press('F2')
  await until('it is not played by a key that is pressed while typing', async () => await placeIn(frame) >= 2)
  // On a busy machine it may have come to its end by itself.
  if (await frame.locator('button', { hasText: 'Pause' }).count() > 0) await page.keyboard.press('F2')
  await frame.locator('button', { hasText: 'Play' }).waitFor()
  const place = await placeIn(frame)
  await page.keyboard.press('F8')
  await page.keyboard.type('Two lorries came.')
  assert.match(await area.inputValue(), /^\[0:0[2-8]\] Two lorries came\.$/)
  await page.keyboard.press('F4')
  await until('it does not go back', async () => await placeIn(frame) <= Math.max(0, place - 4))
}

test('a recording is heard, written down by keys, offered, corrected, left unchecked and agreed to', { skip: noChromium(), timeout: 300_000 }, async (context) => {
  const { postern, api, session, member } = await startWithOffice(context)
  const office = await loadOffice(api, session.id)
  const { report, keys, file } = await fileSpoken(api, office, SPEECH)
  const page = await openDesk(await launchChromium(context, { locale: 'en-GB' }), `${postern.url}/desk/`)
  await logInFor(page, { ...member, usedStep: stepAt(Date.now()) })
  await page.locator('.row', { hasText: 'by telephone' }).first().click()
  await page.locator('.files button', { hasText: 'Transcript' }).click()
  const area = page.locator('dialog textarea.tall')
  context.diagnostic(`the gap lay behind after ${await listen(page)} ms`)

  await typeBeside(page, area)
  await page.locator('dialog', { hasText: 'drafted on this device' }).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('.files button', { hasText: 'Transcript' }).click()
  assert.match(await area.inputValue(), /Two lorries came/, 'what was typed waits')
  const look = lookerAt(Object.assign(page, { complaints: [] as string[] }), 'transcript', { dark: 320, light: 1440 })
  await frameOf(page)
  await look('draft')
  await area.focus()
  await page.keyboard.press('Control+Enter')
  await page.locator('dialog [role=status]', { hasText: 'Offered' }).waitFor()
  assert.equal(await area.inputValue(), '')

  const first = (await openReportAsHandler(session, report)).conversation
  const [offered] = first.transcripts
  assert.deepEqual([offered?.standing, first.turns.at(-1)?.transcript, first.docket.state], ['offered', { file, is: 'offered' }, 'acknowledged'])
  await checkMinutes(api, office, { keys, answer: 'rectified', text: 'Three lorries came.', language: 'en', provenance: 'in-browser', of: 1 })
  await page.keyboard.type('Lost?')
  await page.keyboard.press('Control+Enter')
  await page.locator('dialog .notice.alarm').waitFor()
  assert.equal(await area.inputValue(), 'Lost?', 'who types while the reporter corrects looks again, and loses nothing')
  await page.locator('dialog .tag', { hasText: 'version 2, corrected by the reporter' }).waitFor()
  await page.locator('dialog details', { hasText: 'Three lorries came.' }).getByRole('button', { name: 'Begin with this version' }).click()
  assert.equal(await area.inputValue(), 'Three lorries came.')
  await page.keyboard.press('Control+Enter')
  await page.locator('dialog .tag', { hasText: 'version 3 offered' }).waitFor()
  await page.locator('dialog summary', { hasText: 'Keep it as not checked' }).click()
  await page.locator('dialog button', { hasText: 'Keep as not checked' }).click()
  await page.locator('dialog .problem').waitFor()
  await page.locator('dialog details textarea').fill('Nobody called back.')
  await page.locator('dialog button', { hasText: 'Keep as not checked' }).click()
  await page.locator('dialog .tag', { hasText: 'version 3, not checked' }).waitFor()
  await look('unchecked')
  await page.keyboard.press('Escape')
  await checkMinutes(api, office, { keys, answer: 'agreed', text: '', language: 'en', provenance: 'in-browser', of: 3 })
  await page.evaluate(() => { document.dispatchEvent(new Event('visibilitychange')) })
  await page.locator('.files .tag', { hasText: 'version 3 agreed with the reporter’s code' }).waitFor()
  assert.equal((await openReportAsHandler(session, report)).conversation.transcripts[0]?.versions.length, 3)
})
