import * as v from 'valibot'
import { fromBase64url } from '#base/bytes.ts'
import { isDay, type Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { checkErasure, type Erasure } from './erasure.ts'
import { genesisInFile, trustGenesis } from './genesis.ts'

const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/))

/** The server's word for an erasure, to be kept: with the office's first entry anybody can check it offline. @see spec/erasure.md */
export const erasureProof = v.strictObject({
  format: v.literal('postern/erasure-proof/v1'),
  office: id, log: id, entry: id,
  day: v.pipe(v.string(), v.check(isDay), v.transform((text) => text as Day)),
  signature: v.pipe(v.string(), v.length(86)),
  genesis: genesisInFile,
})
export type ErasureProof = v.InferOutput<typeof erasureProof>

/** @throws Refusal `malformed` for what is no such proof; `bad-proof` with `details.part`: `genesis` or `signature` */
export async function checkErasureProof(value: unknown): Promise<Erasure> {
  const parsed = v.safeParse(erasureProof, value)
  if (!parsed.success) throw new Refusal('malformed', { member: 'proof' })
  const { office, log, entry, day, signature, genesis } = parsed.output
  const { serverKey } = await trustGenesis(office, genesis)
  const signed = fromBase64url(signature)
  if (signed === null || !await checkErasure(serverKey, { office, log, entry, day, signature: signed })) throw new Refusal('bad-proof', { part: 'signature' })
  return { office, log, entry, day }
}
