// Goal: a passkey opens the desk where it was made and nowhere else; an authenticator without a secret leaves nothing behind; the recovery
// code sets all anew. Method: the real processes and the built desk in Chromium, with an authenticator of the browser's own making.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { before, test, type TestContext } from 'node:test'
import type { CDPSession, Page } from 'playwright-core'
import { goOn, openDesk } from './desk/drive.ts'
import { becomeMember, keepSecrets, newPerson, type Person } from './desk/real.ts'
import { launchChromium, noChromium } from './support/browsers.ts'
import { startPostern } from './support/postern.ts'

// Looks only, where all is fresh.
before(() => { execFileSync(process.execPath, [join(import.meta.dirname, '..', 'tools', 'run.mjs'), 'build'], { stdio: 'ignore' }) })

type DeskPage = Awaited<ReturnType<typeof openDesk>>

interface Scene {
  readonly page: DeskPage
  readonly person: Person
  readonly device: CDPSession
  readonly url: string
}

test('a member lives with passkeys', { skip: noChromium() }, async (context) => {
  const scene = await begin(context)
  await context.test('an authenticator that gives no secret is refused in words, and keeps no passkey', () => withoutSecret(scene))
  await context.test('a passkey is added after the passphrase was shown once more', () => add(scene))
  await context.test('the desk locks by a key, and the passkey alone opens it at the same place', () => lockAndUnlock(scene))
  await context.test('a removed passkey opens nothing', () => remove(scene))
  await context.test('the recovery code opens the desk, once, and everything is new', () => recover(scene))
})

/** A passkey's host is a name: the number that the server listens on is none, so the desk is opened by the machine's own name. */
async function begin(context: TestContext): Promise<Scene> {
  const postern = await startPostern(context)
  const browser = await launchChromium(context)
  const named = (address: string): string => address.replace('127.0.0.1', 'localhost')
  const page = await openDesk(browser, named(postern.setupUrl ?? ''))
  const person = newPerson('Lin Yue')
  const device = await browser.newCDPSession(page)
  await device.send('WebAuthn.enable')
  await page.locator('form input').nth(0).fill('Office')
  await page.locator('form input').nth(1).fill('办公室')
  await goOn(page)
  await becomeMember(page, person)
  person.usedStep += 1
  await page.locator('main button[type=submit]').click()
  await page.locator('.desk').waitFor()
  // The set-up link was tried with a question that is refused in any case.
  page.complaints.length = 0
  return { page, person, device, url: named(postern.url) }
}

async function plugIn(device: CDPSession, hasPrf: boolean): Promise<string> {
  const { authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true, hasPrf },
  })
  return authenticatorId
}

async function credentialsOf(device: CDPSession, authenticatorId: string) {
  return (await device.send('WebAuthn.getCredentials', { authenticatorId })).credentials
}

async function toAccess(page: Page): Promise<void> {
  await page.locator('nav a[href*="access"]').click()
  await page.locator('main.access li').nth(2).waitFor()
}

/** From the list to the question what the passkey is called. */
async function prove(page: Page, person: Person): Promise<void> {
  await page.locator('main.access .button.go').click()
  await page.locator('.secret input').fill(person.passphrase)
  await goOn(page)
  await page.locator('form input').fill('office computer')
}

async function withoutSecret({ page, person, device }: Scene): Promise<void> {
  const authenticatorId = await plugIn(device, false)
  await toAccess(page)
  await prove(page, person)
  await page.locator('main button[type=submit]').click()
  assert.match(await page.locator('.notice.alarm').textContent() ?? '', /WebAuthn PRF/)
  assert.deepEqual(await credentialsOf(device, authenticatorId), [])
  await device.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
  await page.locator('.step-buttons .button').nth(1).click()
  assert.equal(await page.locator('main.access li', { hasText: 'office computer' }).count(), 0)
}

let authenticator = ''

async function add({ page, person, device }: Scene): Promise<void> {
  authenticator = await plugIn(device, true)
  await prove(page, person)
  await page.locator('main button[type=submit]').click()
  await page.locator('main.access li', { hasText: 'office computer' }).waitFor()
  assert.equal((await credentialsOf(device, authenticator)).length, 1)
}

async function lockAndUnlock({ page }: Scene): Promise<void> {
  await page.keyboard.press('l')
  await page.locator('.gate').waitFor()
  assert.equal(await page.locator('.desk').count(), 0, 'no word of the desk is on the page')
  await page.getByRole('button', { name: 'Unlock with a passkey' }).click()
  await page.locator('main.access li', { hasText: 'By passkey “office computer”' }).waitFor()
  assert.match(await page.locator('li', { hasText: 'By passkey' }).textContent() ?? '', /this one/)
}

async function remove({ page }: Scene): Promise<void> {
  await page.locator('main.access li', { hasText: 'Passkey “office computer”' }).getByRole('button').click()
  await page.locator('.gate').waitFor()
  page.complaints.length = 0
  await page.getByRole('button', { name: 'Unlock with a passkey' }).click()
  assert.match(await page.locator('.notice.alarm').textContent() ?? '', /No account opens with this passkey/)
  page.complaints.length = 0
}

async function recover({ page, person }: Scene): Promise<void> {
  const old = { ...person }
  await page.locator('a[href*="lost"]').click()
  await show(page, person)
  await goOn(page)
  await keepSecrets(page, person)
  assert.notEqual(person.recoveryCode, old.recoveryCode)
  await page.locator('main.access li', { hasText: 'By recovery code' }).waitFor()
  assert.deepEqual(page.complaints, [])

  await page.keyboard.press('l')
  await page.locator('a[href*="lost"]').click()
  await show(page, old)
  await page.locator('main button[type=submit]').click()
  assert.match(await page.locator('.notice.alarm').textContent() ?? '', /the code was used/)
}

async function show(page: Page, { name, recoveryCode }: Person): Promise<void> {
  await page.locator('textarea').waitFor()
  await page.locator('form input').fill(name)
  await page.locator('textarea').fill(recoveryCode)
}
