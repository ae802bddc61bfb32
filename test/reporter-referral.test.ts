// Goal: a reporter reads in the page where a report went, objects in time and once, and reads the answer; and how long it is kept. Method: Chromium against the running
// Postern, by the petition rules, a handler beside it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { putChannel } from '#clients/member/channels.ts'
import { upholdReferral } from '#clients/member/objection-deeds.ts'
import { changeState } from '#clients/member/change-state.ts'
import { setRetention } from '#clients/member/retention.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { deriveReporter, newReceipt } from '#sealing/plain/receipt.ts'
import { noChromium } from './support/browsers.ts'
import { openBrowser, openCode, openHome, sharedScene } from './reporter-scene.ts'

const scene = sharedScene(noChromium())

test('a reporter objects in the page to where the report was referred, once, and reads why the referral stands', { skip: noChromium(), timeout: 240_000 }, async (context) => {
  const { session, postern, api } = scene
  const web = session.office().channels[0] ?? assert.fail()
  await putChannel(session, { channel: web.channel, names: web.names, team: web.team, packs: ['cn-petition@1'] })
  await setRetention(session, { settledDays: 365, outsideRemitDays: 30 })
  const office = await loadOffice(api, session.id)
  const code = newReceipt()
  const keys = await deriveReporter(code, office.salt)
  const { report } = await fileReport(api, office, { keys, draft: { channel: web.channel, answers: { what: 'The inspector takes money.' }, language: 'en', provenance: 'in-browser' } })
  await changeState(session, report, { state: 'referred', reason: 'It is theirs to decide.', language: 'en', referral: { to: 'Market Supervision Bureau', notConcerned: true } })
  const { page, watched } = await openBrowser(context, postern.url)
  await openHome(page, postern.url)
  await openCode(page, code)
  await page.waitForSelector('#objection')
  const shown = async (): Promise<string> => page.locator('#filled').innerText()
  assert.match(await shown(), /It was referred to: Market Supervision Bureau\s+You may object up to and including \d+ \w+ \d{4}[\s\S]*From \d+ \w+ \d{4} on the report may be erased/)
  await page.click('#objection button')
  await page.getByText('Write why it should not go there first').first().waitFor()
  await page.fill('#objection-why', 'Its head is the inspector’s wife.')
  await page.click('#objection button')
  await page.waitForSelector('.talk > li:nth-child(3)')
  const told = await shown()
  assert.match(told, /You objected to this referral on [\s\S]*not answered yet[\s\S]*answer your objection[\s\S]*inspector’s wife/)
  assert.doesNotMatch(told, /may be erased/, 'nothing is erased over an objection')
  assert.equal(await page.locator('#objection').count(), 0, 'once')
  await upholdReferral(session, report, { reason: 'She does not work there any more.', language: 'en' })
  await page.click('[data-do=look]')
  await page.waitForSelector('.talk > li:nth-child(4)')
  assert.match(await shown(), /The office stands by it[\s\S]*may be erased[\s\S]*does not work there/)
  assert.deepEqual(watched.trouble, [])
})
