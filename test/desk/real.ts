// Steps at the desk over the real thing, reading from the pages what a person would read from them.
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { codeAt, stepAt } from '#sealing/proof/one-time-code.ts'
import { fromBase32 } from '#clients/member/prepare.ts'
import { goOn } from './drive.ts'

export interface Person {
  readonly name: string
  passphrase: string
  totpSecret: Uint8Array
  recoveryCode: string
  /** The last step of the clock whose one-time code was used: each serves once. */
  usedStep: number
}

export function newPerson(name: string): Person {
  return { name, passphrase: '', totpSecret: new Uint8Array(), recoveryCode: '', usedStep: 0 }
}

/** From the step that asks for a name until everything is sent: keeps on a note what the pages show once. */
export async function becomeMember(page: Page, person: Person): Promise<void> {
  await page.locator('form input').fill(person.name)
  await goOn(page)
  await keepSecrets(page, person)
}

/** The steps that show a passphrase, a recovery code and a secret of one-time codes, each asked for again. */
export async function keepSecrets(page: Page, person: Person): Promise<void> {
  person.passphrase = await wordsOn(page)
  await goOn(page)
  await page.locator('.secret input').fill(person.passphrase)
  await goOn(page)
  person.recoveryCode = await wordsOn(page)
  await goOn(page)
  for (const field of await page.locator('.field').all()) {
    const position = Number(/\d+/.exec(await field.locator('label').textContent() ?? '')?.[0])
    await field.locator('input').fill(person.recoveryCode.split(' ')[position - 1] ?? '')
  }
  await goOn(page)
  await page.locator('summary').click()
  person.totpSecret = fromBase32(await page.locator('.groups').textContent() ?? '')
  await page.locator('input.code').fill(await nextCode(person))
  await page.locator('main button[type=submit]').click()
}

/** The words of a numbered list, without their numbers. */
export async function wordsOn(page: Page): Promise<string> {
  const words = await page.locator('.words li').allTextContents()
  assert.ok(words.length > 0)
  return words.join(' ')
}

/** A code that has not served yet. The one of the next half minute is good already; for a later one it waits, as a person would. */
export async function nextCode(person: Person): Promise<string> {
  const step = Math.max(stepAt(Date.now()), person.usedStep + 1)
  while (step > stepAt(Date.now()) + 1) await new Promise((resolve) => { setTimeout(resolve, 500) })
  person.usedStep = step
  return codeAt(person.totpSecret as Uint8Array<ArrayBuffer>, step)
}

export async function logInFor(page: Page, person: Person): Promise<void> {
  const inputs = page.locator('form input')
  await inputs.nth(0).fill(person.name)
  await inputs.nth(1).fill(person.passphrase)
  await inputs.nth(2).fill(await nextCode(person))
  await inputs.nth(2).press('Enter')
  await page.locator('.desk').waitFor({ timeout: 60_000 })
}
