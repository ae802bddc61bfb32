import { LIMITS } from '#base/limits.ts'

/** So much of a signing key is enough to find oneself among colleagues: a card has no room for whole ones. */
const ASKED_CHARACTERS = 8

/** Who is asked, as a card holds it: the latest, where there are more than it has room for. */
export function askedOnCard(asked: readonly string[]): readonly string[] {
  return asked.slice(-LIMITS.askedOnCardMax).map((signKey) => signKey.slice(0, ASKED_CHARACTERS))
}

export function isAskedOnCard(asked: readonly string[], signKey: string): boolean {
  return asked.includes(signKey.slice(0, ASKED_CHARACTERS))
}
