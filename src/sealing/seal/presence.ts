import type { Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import type { PresenceState } from '#domain/presence.ts'
import type { LogKey } from '../plain/log-key.ts'
import { presenceScheme } from '../plain/schemes.ts'
import type { SigningKey } from '../plain/signing-key.ts'
import { hash } from '../proof/hash.ts'
import { encodePresence, presenceSignedBytes } from '../sealed/presence.ts'
import { sealJson } from './age.ts'

/** That a member is at a report just now: of one size whatever they do there. */
export async function sealPresence(key: LogKey, author: SigningKey, said: { readonly state: PresenceState; readonly atMs: number }): Promise<Bytes> {
  const body = await sealJson<'presence'>(presenceScheme(key), { state: said.state }, LIMITS.presenceBytes)
  const parts = { author: author.publicId, generation: key.generation, atMs: said.atMs, body }
  const signed = presenceSignedBytes({ office: key.office, log: key.log, ...parts, bodyHash: hash(body) })
  return encodePresence(parts, new Uint8Array(await crypto.subtle.sign('Ed25519', author.key, signed)))
}
