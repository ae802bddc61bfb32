import { canonicalJson } from '#base/json.ts'
import { Refusal } from '#base/refusal.ts'
import type { Bodies } from './bodies.ts'
import { isKnownPack, type OwnPacks } from './clocks/packs.ts'
import { packRef } from './clocks/rule.ts'

interface Choosing {
  readonly directory: Bodies['directory'] | null
  readonly packs: OwnPacks
}

/**
 * The office under a new directory, with the packs that it wrote itself. A pack never changes and never goes: a report that named it is handled
 * by it to the end, and an administrator who could rewrite it would move every due day there is.
 *
 * @throws Refusal `malformed` for a pack that was another one before, one that is left out, and a channel whose pack nobody knows
 */
export function withPacks<O extends Choosing>(office: O, directory: Bodies['directory']): O {
  const packs = new Map((directory.packs ?? []).map((pack) => [packRef(pack), pack]))
  const kept = [...office.packs].every(([ref, pack]) => canonicalJson(packs.get(ref) ?? null) === canonicalJson(pack))
  const known = directory.channels.every(({ packs: refs = [] }) => refs.every((ref) => isKnownPack(ref, packs)))
  if (!kept || !known) throw new Refusal('malformed', { member: 'packs' })
  return { ...office, directory, packs }
}
