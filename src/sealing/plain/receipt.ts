import { utf8, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { derive } from './derive.ts'
import { Secret } from './secret.ts'
import { signingKeyFrom, type SigningKey } from './signing-key.ts'

/**
 * [Note: Receipt codes] 23 random digits and a Damm check digit, in six groups of four. It is the reporter's only key: 76 bits,
 * because one salt serves a whole installation and a guess therefore tries every report.
 * @see spec/receipt.md. Vectors: spec/vectors/receipt.json
 */
export const RECEIPT_DIGITS = 24

/** Damm's quasigroup of order 10: finds every single wrong digit and every swap of neighbours. */
const DAMM = [
  '0317598642', '7092154863', '4206871359', '1750983426', '6123045978',
  '3674209581', '5869720134', '8945362017', '9438617205', '2581436790',
]

export interface ReporterKeys {
  /** Names the report to the server, which keeps only its SHA-256. */
  readonly lookup: Bytes
  /** Shows that the bearer has the code; the server keeps only its SHA-256. */
  readonly token: Bytes
  readonly identity: Secret<'reporter-identity'>
  readonly signing: SigningKey
}

export type ReceiptCheck =
  | { readonly ok: true; readonly receipt: string }
  | { readonly ok: false; readonly reason: 'length' | 'digits' | 'check' }

export function newReceipt(): string {
  let digits = ''
  while (digits.length < RECEIPT_DIGITS - 1) {
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      // 250 is the largest multiple of ten in a byte: above it digits would not be equally likely.
      if (byte < 250 && digits.length < RECEIPT_DIGITS - 1) digits += String(byte % 10)
    }
  }
  return digits + dammDigit(digits)
}

export function groupsOf(receipt: string): string[] {
  return receipt.match(/\d{4}/g) ?? []
}

/** Reads what a person typed or pasted: spaces, dashes and full-width digits are forgiven, a wrong digit is not. */
export function checkReceipt(typed: string): ReceiptCheck {
  const digits = typed.normalize('NFKC').replace(/[\s.\-_\u2010-\u2015]/gu, '')
  if (!/^\d*$/.test(digits)) return { ok: false, reason: 'digits' }
  if (digits.length !== RECEIPT_DIGITS) return { ok: false, reason: 'length' }
  if (dammDigit(digits) !== '0') return { ok: false, reason: 'check' }
  return { ok: true, receipt: digits }
}

/**
 * The slow step, 0.2 to 0.7 s, native in every browser even where WebAssembly and the JIT are off.
 * @throws RangeError if the receipt was not checked before.
 */
export async function deriveReporter(receipt: string, salt: Uint8Array): Promise<ReporterKeys> {
  const checked = checkReceipt(receipt)
  if (!checked.ok) throw new RangeError('check the receipt first')
  const password = await crypto.subtle.importKey('raw', utf8(checked.receipt), 'PBKDF2', false, ['deriveBits'])
  const parameters = { name: 'PBKDF2', hash: 'SHA-512', salt: new Uint8Array(salt), iterations: LIMITS.receiptIterations }
  const master = new Uint8Array(await crypto.subtle.deriveBits(parameters, password, 512))
  const seed = new Secret('sign-seed', derive(master, 'postern/receipt/v1/sign'))
  const keys = {
    lookup: derive(master, 'postern/receipt/v1/lookup'),
    token: derive(master, 'postern/receipt/v1/token'),
    identity: new Secret('reporter-identity', derive(master, 'postern/receipt/v1/box')),
    signing: await signingKeyFrom(seed),
  }
  master.fill(0)
  seed.forget()
  return keys
}

function dammDigit(digits: string): string {
  let interim = 0
  for (const digit of digits) interim = Number(DAMM[interim]?.[Number(digit)])
  return String(interim)
}
