// A walk through the office's telephone lines.
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { inWorld, beAtDesk } from './drive.ts'

export async function lookAtLines(page: Page, look: (what: string) => Promise<void>): Promise<void> {
  await beAtDesk(page)
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
