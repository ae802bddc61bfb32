import { base32 as base32Coder } from '@scure/base'
import { randomBytes, utf8 } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { codeAt, stepAt, STEP_MS } from '#sealing/proof/one-time-code.ts'
import { randomWords, newRecoveryCode as freshRecoveryCode } from '#sealing/plain/words.ts'

/** What a device makes for a new member before anything is sent. */

export function suggestPassphrase(): string {
  return randomWords(6).join(' ')
}

const PASSPHRASE_CHARACTERS_MIN = 14
const PASSPHRASE_BYTES_MAX = 512

/** Own passphrases: long enough, and not one thing over and over. Length is what counts; no rules about kinds of characters. @throws Refusal `passphrase-weak` */
export function checkPassphrase(text: string): void {
  const normal = text.normalize('NFKC').trim()
  const characters = [...normal.replace(/\s+/gu, '')]
  // Four Chinese characters carry about as much as a word each.
  const weight = characters.reduce((sum, character) => sum + (character > '\u2e80' ? 2.5 : 1), 0)
  const varied = new Set(characters).size >= 6
  if (weight < PASSPHRASE_CHARACTERS_MIN || !varied || utf8(normal).length > PASSPHRASE_BYTES_MAX) throw new Refusal('passphrase-weak')
}

/** 160 bits, as RFC 4226 section 4 asks. */
export function newTotpSecret(): Uint8Array {
  return randomBytes(20)
}

export function base32(secret: Uint8Array): string {
  return base32Coder.encode(secret)
}

/** @throws Refusal `malformed` if the text is not base32. */
export function fromBase32(text: string): Uint8Array {
  try {
    return base32Coder.decode(text.toUpperCase().replace(/[\s-]/g, ''))
  } catch {
    throw new Refusal('malformed', { member: 'totpSecret' })
  }
}

/** What an authenticator app reads from the QR code. */
export function totpUri({ secret, name, office }: { readonly secret: Uint8Array; readonly name: string; readonly office: string }): string {
  const label = `${encodeURIComponent(office)}:${encodeURIComponent(name)}`
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(office)}`
}

/** An earlier code is good for one step only: it must not run out while a passphrase is being registered. */
const EARLIER_CODE_LEFT_MS = 10_000

/** The code of the time step before, with time left to show it: whoever logs in next finds the present step's code unused. */
export async function earlierCode(secret: Uint8Array): Promise<string> {
  const leftMs = STEP_MS - Date.now() % STEP_MS
  if (leftMs < EARLIER_CODE_LEFT_MS) await new Promise((resolve) => { setTimeout(resolve, leftMs + 50) })
  return oneTimeCodeAt(secret, Date.now(), -1)
}

export function oneTimeCodeAt(secret: Uint8Array, nowMs: number, stepsAhead = 0): string {
  return codeAt(secret, stepAt(nowMs) + stepsAhead)
}

export function newRecoveryCode(): string {
  return freshRecoveryCode()
}
