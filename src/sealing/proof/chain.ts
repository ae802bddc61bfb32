import { base64url, fromBase64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { signedBytes, type SignedEntry } from '../sealed/entry.ts'
import { parseHeader, type Header } from '../sealed/header.ts'
import { entryHash, hash, logId } from './hash.ts'
import { verifySignature } from './sign.ts'

/** Where a chain is known to stand: what comes next must fit here. */
export interface ChainEnd {
  readonly office: string
  readonly log: string
  readonly length: number
  readonly head: string
}

export interface CheckedEntry {
  readonly header: Header
  readonly hash: string
}

const NONE: ReadonlySet<number> = new Set()

/**
 * Checks that entries are whole and follow each other: bodies match their headers, `seq` and `prev` continue the chain, all
 * belong to one log of one office, entry 0 gives the log its id, and every author signed.
 * Who was allowed to write what is the caller's to check: it needs the office log.
 *
 * @param from - the first entry's `seq`, or the end that it continues. With a bare number above 0 the link to what stands before is not checked.
 * @param options.emptied - the log was erased: a body may be missing, none may be another.
 * @param options.withheld - the numbers of entries whose bodies were kept back on purpose: these must be missing, and no other may.
 * @throws Refusal `bad-chain` or `bad-signature`; `details.seq` is the number of the first entry that is wrong.
 */
export async function checkChain(
  entries: readonly SignedEntry[], from: number | ChainEnd, { emptied = false, withheld = NONE }: { readonly emptied?: boolean; readonly withheld?: ReadonlySet<number> } = {},
): Promise<readonly CheckedEntry[]> {
  let end: ChainEnd | null = typeof from === 'number' ? null : from
  let seq = typeof from === 'number' ? from : from.length
  const checked: CheckedEntry[] = []
  for (const entry of entries) {
    const header = headerAt(entry, seq)
    const entryId = entryHash(entry)
    const fits = header.seq === seq && (withheld.has(seq) ? entry.body.length === 0 : bodyFits(entry, header) || (emptied && entry.body.length === 0)) && (end === null ? beginsWell(header) : continues(header, end))
    if (!fits) throw new Refusal('bad-chain', { seq })
    if (!await verifySignature(header.author, signedBytes(entry.header), entry.signature)) throw new Refusal('bad-signature', { seq })
    checked.push({ header, hash: entryId })
    seq += 1
    end = { ...idsOf(header, entryId), length: seq, head: entryId }
  }
  return checked
}

function headerAt(entry: SignedEntry, seq: number): Header {
  try {
    return parseHeader(entry.header)
  } catch (error) {
    throw error instanceof Refusal ? new Refusal('bad-chain', { seq }) : error
  }
}

export function bodyFits(entry: Pick<SignedEntry, 'body'>, header: Header): boolean {
  return entry.body.length === header.bodySize && base64url(hash(entry.body)) === header.bodyHash
}

function continues(header: Header, end: ChainEnd): boolean {
  return header.kind !== 'genesis' && header.prev === end.head && header.office === end.office && header.log === end.log
}

/** Entry 0 names its log: whoever writes it cannot choose another log's id. Later entries rest on what stands before them. */
function beginsWell(header: Header): boolean {
  if (header.kind === 'genesis') return header.seq === 0
  return header.seq > 0 || header.log === logIdOf(header)
}

/** The office and the log that an entry belongs to: a genesis gives its own hash to both. */
export function idsOf(header: Header, entryId: string): { readonly office: string; readonly log: string } {
  return header.kind === 'genesis' ? { office: entryId, log: entryId } : { office: header.office, log: header.log }
}

/** @returns the only id that the log of this entry 0 may have; null if the header is not an entry 0. */
export function logIdOf(header: Header): string | null {
  const [office, author, nonce] = [header.office, header.author, header.nonce ?? ''].map(fromBase64url)
  return office?.length === 32 && author?.length === 32 && nonce?.length === 16 ? logId(office, author, nonce) : null
}
