// Receipt codes by a second hand. The table of the check digit is read out of the prose, so that the prose is tested too.
import { pbkdf2Sync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ascii, hkdf, Refused, type Bytes } from './primitives.ts'

const PROSE = readFileSync(new URL('../receipt.md', import.meta.url), 'utf8')
const TABLE = [...PROSE.matchAll(/^\| \d \| ([\d |]+) \|$/gm)].map(([, row = '']) => row.split(' | ').map(Number))

/** Damm: the interim digit that is left at the end; 0 for a code with its check digit. */
export function damm(digits: string): number {
  return [...digits].reduce((interim, digit) => TABLE[interim]?.[Number(digit)] ?? Number.NaN, 0)
}

/** @throws Refused `digits`, `length`, `check` */
export function readTyped(typed: string): string {
  const digits = typed.normalize('NFKC').replace(/[\s.\-_\u2010-\u2015]/gu, '')
  if (!/^[0-9]*$/.test(digits)) throw new Refused('digits')
  if (digits.length !== 24) throw new Refused('length')
  if (damm(digits) !== 0) throw new Refused('check')
  return digits
}

export interface ReceiptKeys {
  readonly lookup: Bytes
  readonly token: Bytes
  readonly box: Bytes
  readonly sign: Bytes
}

export function keysOf(receipt: string, salt: Bytes): ReceiptKeys {
  const master = new Uint8Array(pbkdf2Sync(ascii(receipt), salt, 600_000, 64, 'sha512'))
  const part = (name: string): Bytes => hkdf(master, ascii(`postern/receipt/v1/${name}`))
  return { lookup: part('lookup'), token: part('token'), box: part('box'), sign: part('sign') }
}
