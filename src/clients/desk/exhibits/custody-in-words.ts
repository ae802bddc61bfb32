import type { Custodian } from '#domain/bodies.ts'
import type { CustodyLink, Exhibit } from '#domain/exhibits.ts'
import type { Words } from '#words/desk/generated/words.ts'

/** Members by their signing keys. */
export type Names = ReadonlyMap<string, string>

export function custodianInWords(custodian: Custodian, names: Names): string {
  return 'member' in custodian ? names.get(custodian.member) ?? `${custodian.member.slice(0, 4)}…` : custodian.name
}

/** `Exhibit 3`, `证物3`. */
export function exhibitInWords({ number }: Pick<Exhibit, 'number'>, words: Words): string {
  return words['exhibit-number']({ number: String(number) })
}

/** Who gave it to whom; one name where nothing changed hands. */
export function handsInWords({ from, to }: CustodyLink, names: Names, words: Words): string {
  const [giver, taker] = [custodianInWords(from, names), custodianInWords(to, names)]
  return giver === taker ? taker : words['custody-hands']({ from: giver, to: taker })
}
