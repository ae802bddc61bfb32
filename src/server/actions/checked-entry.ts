import * as v from 'valibot'
import { parseCanonical } from '#base/json.ts'
import { Refusal } from '#base/refusal.ts'
import { BODIES } from '#domain/bodies.ts'
import { logKindOf, ruleOf, type LogKind } from '#domain/kinds.ts'
import { bodyFits, idsOf, logIdOf } from '#sealing/proof/chain.ts'
import { entryHash, wrapHash } from '#sealing/proof/hash.ts'
import { verifySignature } from '#sealing/proof/sign.ts'
import { parseLogStanza } from '#sealing/sealed/age-header.ts'
import { signedBytes } from '#sealing/sealed/entry.ts'
import { parseHeader, type Header } from '#sealing/sealed/header.ts'
import type { Append } from '#wire/append.ts'

/** An entry whose form holds in itself. Whether it may stand where it wants to is not yet known. */
export interface CheckedEntry extends Append {
  readonly header: Header
  readonly hash: string
  readonly office: string
  readonly log: string
  /** What entry 0 begins; behind it the log's own row tells. */
  readonly logKind: LogKind
  /** What a clear body says; null for a sealed one. */
  readonly clear: unknown
  /** What makes a sealed body's stanza single-use; null for a clear one. */
  readonly salt: string | null
}

/**
 * Everything that can be checked of an entry without asking the store, the signature last because it costs the most.
 * @param sealed - of a stranger nothing is read but what is sealed: a clear body would be parsed before anybody knows who sent it.
 * @throws Refusal `malformed`, `too-large`, `not-canonical`, `unknown-kind`, `bad-commitment`, `bad-chain`, `bad-signature`
 */
export async function checkEntry(append: Append, { sealed = false } = {}): Promise<CheckedEntry> {
  const checked = checkForm(append, { sealed })
  const { entry, header } = checked
  if (!await verifySignature(header.author, signedBytes(entry.header), entry.signature)) throw new Refusal('bad-signature')
  return checked
}

/** As `checkEntry`, without the signature. */
export function checkForm({ entry, wraps }: Append, { sealed = false } = {}): CheckedEntry {
  const header = parseHeader(entry.header)
  const rule = ruleOf(header.kind)
  if (sealed && rule.clear) throw new Refusal('malformed', { member: 'kind' })
  checkCommitments(header)
  const hashed = entryHash(entry)
  if (header.seq === 0 && header.kind !== 'genesis' && header.log !== logIdOf(header)) throw new Refusal('bad-chain')
  if (!bodyFits(entry, header)) throw new Refusal('malformed', { member: 'body' })
  const committed = header.wraps ?? []
  const fits = committed.length === wraps.length && wraps.every((wrap, index) => wrapHash(wrap) === committed[index])
  if (!fits) throw new Refusal('bad-commitment', { member: 'wraps' })
  const body = rule.clear ? { clear: clearBody(header, entry.body), salt: null } : { clear: null, salt: saltOf(header, entry.body) }
  return { entry, wraps, header, hash: hashed, ...idsOf(header, hashed), logKind: logKindOf(header.kind), ...body }
}

/** Where a sealed log begins, or begins another generation, it commits to its key; the office log's key comes with any of its entries. */
function checkCommitments({ kind, keyCommit, generation }: Header): void {
  const rule = ruleOf(kind)
  const wanted = rule.clear ? keyCommit === undefined || logKindOf(kind) === 'office' : (rule.opens === true || kind === 'rekey') === (keyCommit !== undefined)
  if (!wanted) throw new Refusal('bad-commitment', { member: 'keyCommit' })
  // What other entries must name, the log's row tells.
  if (generation !== 0 && (rule.opens === true || logKindOf(kind) === 'office')) throw new Refusal('malformed', { member: 'generation' })
}

function clearBody(header: Header, bytes: Uint8Array): unknown {
  const value = parseCanonical(bytes)
  if (value === undefined) throw new Refusal('not-canonical', { member: 'body' })
  const result = v.safeParse(BODIES[header.kind], value, { abortEarly: true })
  if (!result.success) throw new Refusal('malformed', { member: 'body' })
  return result.output
}

function saltOf(header: Header, body: Uint8Array): string {
  const { generation, salt } = parseLogStanza(body)
  if (generation !== header.generation) throw new Refusal('malformed', { member: 'generation' })
  return salt
}
