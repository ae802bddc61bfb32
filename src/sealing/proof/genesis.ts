import * as v from 'valibot'
import { base64url, fromBase64url, type Bytes } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { parseCanonical } from '#base/json.ts'
import { Refusal } from '#base/refusal.ts'
import { BODIES } from '#domain/bodies.ts'
import { signedBytes, type SignedEntry } from '../sealed/entry.ts'
import { parseHeader } from '../sealed/header.ts'
import { bodyFits } from './chain.ts'
import { entryHash } from './hash.ts'
import { verifySignature } from './sign.ts'

/** An office's first entry as a file of proof carries it. Its hash is the office's id, and its body names the key that signs for the server. */
const bytes = v.pipe(v.string(), v.maxLength(64 * 1024), v.regex(/^[A-Za-z0-9_-]*$/))
export const genesisInFile = v.strictObject({ header: bytes, signature: bytes, body: bytes })
export type GenesisInFile = v.InferOutput<typeof genesisInFile>

export function genesisFor({ header, signature, body }: SignedEntry): GenesisInFile {
  return { header: base64url(header), signature: base64url(signature), body: base64url(body) }
}

/** What follows from an office's id alone. @throws Refusal `bad-proof` with the part `genesis` if this is not that office's first entry */
export async function trustGenesis(office: string, genesis: GenesisInFile): Promise<{ readonly serverKey: string; readonly firstDay: Day }> {
  const [header, signature, body] = [genesis.header, genesis.signature, genesis.body].map((text) => fromBase64url(text) ?? new Uint8Array(0)) as [Bytes, Bytes, Bytes]
  try {
    const parsed = parseHeader(header)
    const holds = parsed.kind === 'genesis' && entryHash({ header, signature }) === office && bodyFits({ body }, parsed)
    if (!holds || !await verifySignature(parsed.author, signedBytes(header), signature)) throw new Refusal('bad-proof')
    return { serverKey: v.parse(BODIES.genesis, parseCanonical(body)).serverKey, firstDay: parsed.day }
  } catch {
    throw new Refusal('bad-proof', { part: 'genesis' })
  }
}
