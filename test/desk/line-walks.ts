// A walk through the office's telephone lines.
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { inWorld, logIn } from './drive.ts'

export async function lookAtLines(page: Page, look: (what: string) => Promise<void>): Promise<void> {
  await logIn(page)
  await page.locator('.lines .bar .button').waitFor()
  await look('none')
  await page.locator('.lines .bar .button').click()
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').waitFor()
  await page.locator('dialog input[type=tel]').first().fill('+86 21 6329 6096')
  await page.locator('dialog input[type=tel]').nth(1).fill('02163296096')
  await page.locator('dialog input[type=radio]').nth(1).check()
  await page.locator('dialog textarea').nth(0).fill('Harbour reporting office.')
  await page.locator('dialog textarea').nth(1).fill('港务局举报电话。')
  await look('a new one')
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('.lines tbody tr').waitFor()
  assert.deepEqual(await inWorld(page, ({ office }) => office.lines.map(({ line, languages, hours, greeting }) => ({ line, languages, monday: hours?.[0], sunday: hours?.[6], zh: greeting?.zh }))),
    [{ line: 'line-1', languages: ['en', 'zh'], monday: { from: '09:00', to: '17:00' }, sunday: null, zh: '港务局举报电话。' }])
  await look('set up')
  await page.locator('.lines tbody button').click()
  await page.locator('dialog .choice input').last().check()
  await look('taken away')
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  assert.equal(await inWorld(page, ({ office }) => office.lines.length), 0)
}

/** A short tone, as a recorder writes it: 16 bits, 16,000 Hz. */
function studioWav(seconds: number): Buffer {
  const samples = Int16Array.from({ length: seconds * 16_000 }, (_, at) => 8000 * Math.sin(at / 5))
  const head = Buffer.alloc(44)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(36 + samples.byteLength, 4)
  head.write('WAVEfmt ', 8, 'latin1')
  head.writeUInt32LE(16, 16)
  for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]] as const) head.writeUInt16LE(value, at)
  head.writeUInt32LE(16_000, 24)
  head.writeUInt32LE(32_000, 28)
  head.write('data', 36, 'latin1')
  head.writeUInt32LE(samples.byteLength, 40)
  return Buffer.concat([head, Buffer.from(samples.buffer)])
}

export async function lookAtPrompts(page: Page, look: (what: string) => Promise<void>): Promise<void> {
  await logIn(page)
  const items = page.locator('.prompt')
  await items.first().waitFor()
  const upload = async (item: number, name: string, buffer: Buffer): Promise<void> => items.nth(item).locator('input[type=file]').setInputFiles({ name, mimeType: 'audio/wav', buffer })
  await look('as they are')
  assert.equal(await page.locator('.prompt .tag.lamp').count(), 1, 'one was changed since it was recorded')
  await upload(0, 'long.wav', studioWav(61))
  await items.nth(0).locator('.notice.alarm').waitFor()
  await upload(0, 'none.wav', Buffer.from('no sound'))
  await items.nth(0).locator('.notice.alarm').waitFor()
  await upload(0, 'language.wav', studioWav(1))
  await items.nth(0).locator('.tag.lamp').waitFor()
  await items.nth(0).locator('.row-of-buttons button').first().click()
  const seconds = await items.nth(0).locator('audio').evaluate((audio: HTMLAudioElement) => new Promise((resolve) => {
    if (audio.readyState > 0) resolve(audio.duration)
    audio.addEventListener('loadedmetadata', () => resolve(audio.duration))
    audio.addEventListener('error', () => resolve(0))
  }))
  assert.ok(Math.abs(Number(seconds) - 1) < 0.05, `${String(seconds)} s of one are heard`)
  await items.nth(1).locator('button', { hasText: /Back|改回/ }).click()
  await items.nth(2).locator('button', { hasText: /^Record$|^录音$/ }).click()
  await items.nth(2).locator('.record button').first().waitFor()
  await look('recording, and two that are not in use yet')
  await page.keyboard.press('Escape')
  await items.nth(2).locator('.record button').last().click()
  await items.nth(2).locator('.record').waitFor({ state: 'detached' })
  await page.locator('.bar .go').click()
  await page.locator('.notice.door').waitFor()
  assert.deepEqual([await page.locator('.prompt .tag.lamp').count(), await page.locator('.bar .go').getAttribute('aria-disabled')], [0, 'true'])
  await look('in use')
}
