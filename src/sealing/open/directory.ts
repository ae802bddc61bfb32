import * as v from 'valibot'
import { base64url } from '#base/bytes.ts'
import { parseCanonical } from '#base/json.ts'
import { Refusal } from '#base/refusal.ts'
import { BODIES, type Bodies } from '#domain/bodies.ts'
import { foldOffice, isOfficeKind, type Office, type OfficeEvent } from '#domain/office.ts'
import { entryHash, hash } from '../proof/hash.ts'
import { verifySignature } from '../proof/sign.ts'
import { signedBytes, type SignedEntry } from '../sealed/entry.ts'
import { parseHeader, type Header } from '../sealed/header.ts'

export interface TrustedDirectory {
  /** Hash of the directory entry. */
  readonly hash: string
  readonly body: Bodies['directory']
  /** How long reports are kept, as far as the entries tell. */
  readonly retention: Bodies['retention']
}

/**
 * Believes a directory from the genesis on: genesis hash = office id, then the `member` entries through which the directory's
 * author became an administrator, then the directory, and the latest word on how long reports are kept, in the order of the log. Nothing the server says is taken on its word.
 *
 * @throws Refusal `forged-history` if a link is missing.
 */
export async function openDirectory(officeId: string, entries: readonly SignedEntry[]): Promise<TrustedDirectory> {
  let office: Office | null = null
  let directory = ''
  let seq = -1
  for (const [index, entry] of entries.entries()) {
    const header = await verified(entry)
    const id = entryHash(entry)
    const mine = index === 0 ? id === officeId && header.kind === 'genesis' : header.office === officeId && header.log === officeId
    if (!mine || header.seq <= seq) throw new Refusal('forged-history')
    seq = header.seq
    office = foldStep(office, header, entry)
    if (header.kind === 'directory') directory = id
  }
  if (!office?.directory) throw new Refusal('forged-history')
  return { hash: directory, body: office.directory, retention: office.retention }
}

async function verified(entry: SignedEntry): Promise<Header> {
  const header = headerOf(entry)
  const bodyHolds = base64url(hash(entry.body)) === header.bodyHash && entry.body.length === header.bodySize
  if (!bodyHolds || !await verifySignature(header.author, signedBytes(entry.header), entry.signature)) throw new Refusal('forged-history')
  return header
}

function headerOf(entry: SignedEntry): Header {
  try {
    return parseHeader(entry.header)
  } catch {
    throw new Refusal('forged-history')
  }
}

function foldStep(office: Office | null, header: Header, entry: SignedEntry): Office {
  if (!isOfficeKind(header.kind)) throw new Refusal('forged-history')
  const body = v.safeParse(BODIES[header.kind], parseCanonical(entry.body))
  if (!body.success) throw new Refusal('forged-history')
  try {
    return foldOffice(office, { kind: header.kind, author: header.author, body: body.output } as OfficeEvent)
  } catch {
    throw new Refusal('forged-history')
  }
}
