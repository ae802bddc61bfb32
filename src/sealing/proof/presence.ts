import { Refusal } from '#base/refusal.ts'
import { parsePresence, presenceSignedBytes, type PresenceParts } from '../sealed/presence.ts'
import { hash } from './hash.ts'
import { verifySignature } from './sign.ts'

export interface PresencePlace {
  readonly office: string
  /** The report's. */
  readonly log: string
}

/** @param clock - now, and how far from it the moment of signing may lie. @throws Refusal `malformed`, `bad-signature`; `wrong-time` for one that was signed too long ago, or too far ahead */
export async function checkPresence(place: PresencePlace, bytes: Uint8Array, clock: { readonly nowMs: number; readonly toleranceMs: number }): Promise<PresenceParts> {
  const { signature, ...parts } = parsePresence(bytes)
  if (!await verifySignature(parts.author, presenceSignedBytes({ ...place, ...parts, bodyHash: hash(parts.body) }), signature)) throw new Refusal('bad-signature')
  if (Math.abs(clock.nowMs - parts.atMs) > clock.toleranceMs) throw new Refusal('wrong-time')
  return parts
}
