import * as v from 'valibot'
import { base64url, equalBytes, fromBase64url, type Bytes } from '#base/bytes.ts'
import { daysBetween, isDay, type Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { genesisInFile, trustGenesis } from './genesis.ts'
import { commitmentOf, dayLeaf, journalOrigin } from './journal.ts'
import { leafHash, rootOfInclusion } from './merkle.ts'
import { openNote, parseCheckpoint } from './note.ts'

/**
 * A proof that an entry with a certain commitment was in an office's journal on a day: for anybody, offline, and naming nobody. Who was
 * given the opening too can tell which entry it is.
 * @see spec/journal.md
 */
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/))
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const path = v.strictObject({ index: count, size: count, path: v.pipe(v.array(id), v.maxLength(64)) })

export const journalProof = v.strictObject({
  format: v.literal('postern/proof/v1'),
  office: id,
  day: v.pipe(v.string(), v.check(isDay), v.transform((text) => text as Day)),
  commitment: id,
  /** Where the commitment stands among the day's leaves. */
  batch: path,
  /** Where the day stands in the office's tree. */
  journal: path,
  checkpoint: v.pipe(v.string(), v.maxLength(4096)),
  /** The office's first entry: its hash is the office's id, and it names the key that signs checkpoints. */
  genesis: genesisInFile,
  /** Which entry it is. Left out of what is shown to others. */
  opening: v.optional(v.strictObject({ entry: id, salt: v.pipe(v.string(), v.maxLength(64)) })),
})
export type JournalProof = v.InferOutput<typeof journalProof>

export interface Proved {
  readonly office: string
  readonly day: Day
  readonly commitment: string
  /** The entry's hash, where the proof was opened. */
  readonly entry: string | null
}

/**
 * @throws Refusal `malformed` for what is no proof; `bad-proof` with `details.part`: `genesis`, `checkpoint`, `journal`, `batch` or `opening`.
 */
export async function checkProof(value: unknown): Promise<Proved> {
  const parsed = v.safeParse(journalProof, value)
  if (!parsed.success) throw new Refusal('malformed', { member: 'proof' })
  const proof = parsed.output
  const { serverKey, firstDay } = await trustGenesis(proof.office, proof.genesis)
  const checkpoint = await checkpointOf(proof, serverKey)
  const batchRoot = rootOfInclusion({ ...proof.batch, leaf: leafHash(idBytes(proof.commitment)), proof: proof.batch.path.map(idBytes) })
  if (batchRoot === null) throw bad('batch')
  const root = rootOfInclusion({ ...proof.journal, leaf: dayLeaf(proof.day, batchRoot), proof: proof.journal.path.map(idBytes) })
  const inPlace = proof.journal.index === daysBetween(firstDay, proof.day) && proof.journal.size === checkpoint.size
  if (root === null || !inPlace || !equalBytes(root, checkpoint.root)) throw bad('journal')
  return { office: proof.office, day: proof.day, commitment: proof.commitment, entry: opened(proof) }
}

/** Without the opening: what may be shown to others. */
export function closedProof({ opening: _opening, ...proof }: JournalProof): JournalProof {
  return proof
}

/** A proof as it is handed to others: without what would tell which report it is, and under a name that tells nothing either. */
export function proofFile(proof: JournalProof): { readonly name: string; readonly text: string } {
  return { name: `proof-${proof.day}.json`, text: `${JSON.stringify(closedProof(proof), null, 1)}\n` }
}

async function checkpointOf({ office, checkpoint }: JournalProof, serverKey: string) {
  const origin = journalOrigin(office)
  try {
    const parsed = parseCheckpoint(await openNote(checkpoint, { name: origin, publicId: serverKey }))
    if (parsed.origin === origin) return parsed
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  throw bad('checkpoint')
}

function opened({ opening, commitment }: JournalProof): string | null {
  if (opening === undefined) return null
  const salt = fromBase64url(opening.salt)
  if (salt === null || base64url(commitmentOf(opening.entry, salt)) !== commitment) throw bad('opening')
  return opening.entry
}

function idBytes(text: string): Bytes {
  const found = fromBase64url(text)
  if (found?.length !== 32) throw new Refusal('malformed', { member: 'proof' })
  return found
}

function bad(part: string): Refusal {
  return new Refusal('bad-proof', { part })
}
