import type { Custodian } from '#domain/bodies.ts'
import { sameCustodian, type CustodyLink, type Exhibit } from '#domain/exhibits.ts'
import type { Words } from '#words/desk/generated/words.ts'

/** Members by their signing keys. */
export type Names = ReadonlyMap<string, string>

/** Two of one name are told apart, and nobody outside is taken for a member. */
export function custodianInWords(custodian: Custodian, names: Names, words: Words): string {
  if (!('member' in custodian)) return words['custody-outside-of']({ name: custodian.name })
  const name = names.get(custodian.member) ?? ''
  const isAlone = [...names.values()].filter((each) => each === name).length === 1
  return isAlone ? name : `${name} ${custodian.member.slice(0, 4)}…`.trim()
}

/** `Exhibit 3`, `证物3`. */
export function exhibitInWords({ number }: Pick<Exhibit, 'number'>, words: Words): string {
  return words['exhibit-number']({ number: String(number) })
}

/** Who gave it to whom; one name where nothing changed hands. */
export function handsInWords({ from, to }: CustodyLink, names: Names, words: Words): string {
  const [giver, taker] = [custodianInWords(from, names, words), custodianInWords(to, names, words)]
  return sameCustodian(from, to) ? taker : words['custody-hands']({ from: giver, to: taker })
}
