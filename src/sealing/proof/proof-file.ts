import * as v from 'valibot'
import { base64url, equalBytes, fromBase64url, type Bytes } from '#base/bytes.ts'
import { daysBetween, isDay, type Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { genesisInFile, trustGenesis } from './genesis.ts'
import { commitmentOf, dayLeaf, isBatchSize, journalOrigin } from './journal.ts'
import { isConsistent, leafHash, rootOfInclusion } from './merkle.ts'
import { openNote, parseCheckpoint, type Checkpoint } from './note.ts'

/**
 * A proof that an entry with a certain commitment was in an office's journal on a day: for anybody, offline, and naming nobody. Who was
 * given the opening too can tell which entry it is.
 * @see spec/journal.md
 */
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/))
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const path = v.strictObject({ index: count, size: count, path: v.pipe(v.array(id), v.maxLength(64)) })

const note = v.pipe(v.string(), v.maxLength(4096))

export const journalProof = v.strictObject({
  format: v.literal('postern/proof/v1'),
  office: id,
  day: v.pipe(v.string(), v.check(isDay), v.transform((text) => text as Day)),
  commitment: id,
  /** Where the commitment stands among the day's leaves. */
  batch: path,
  /** Where the day stands in the office's tree. */
  journal: path,
  checkpoint: note,
  /** The office's first entry: its hash is the office's id, and it names the key that signs checkpoints. */
  genesis: genesisInFile,
  /** An earlier checkpoint, and that this proof's continues it. */
  since: v.optional(v.strictObject({ checkpoint: note, path: v.pipe(v.array(id), v.maxLength(64)) })),
  /** Which entry it is. Left out of what is shown to others. */
  opening: v.optional(v.strictObject({ entry: id, salt: v.pipe(v.string(), v.maxLength(64)) })),
})
export type JournalProof = v.InferOutput<typeof journalProof>

/** The office's journal after so many days. */
export interface SignedTree {
  readonly size: number
  readonly root: string
}

export interface Proved {
  readonly office: string
  readonly day: Day
  readonly commitment: string
  /** The entry's hash, where the proof was opened. */
  readonly entry: string | null
  readonly tree: SignedTree
  /** The earlier one that it was shown to continue, if any. */
  readonly since: SignedTree | null
}

/**
 * @throws Refusal `malformed` for what is no proof; `bad-proof` with `details.part`: `genesis`, `checkpoint`, `journal`, `batch`, `since` or `opening`.
 */
export async function checkProof(value: unknown): Promise<Proved> {
  const parsed = v.safeParse(journalProof, value)
  if (!parsed.success) throw new Refusal('malformed', { member: 'proof' })
  const proof = parsed.output
  const { serverKey, firstDay } = await trustGenesis(proof.office, proof.genesis)
  const checkpoint = await checkpointOf(proof, { serverKey, note: proof.checkpoint })
  const batchRoot = rootOfInclusion({ ...proof.batch, leaf: leafHash(idBytes(proof.commitment)), proof: proof.batch.path.map(idBytes) })
  // A root says nothing of how many leaves it has: a path fits batches of several sizes, of which one alone is ever made.
  if (batchRoot === null || !isBatchSize(proof.batch.size)) throw bad('batch')
  const root = rootOfInclusion({ ...proof.journal, leaf: dayLeaf(proof.day, batchRoot), proof: proof.journal.path.map(idBytes) })
  const inPlace = proof.journal.index === daysBetween(firstDay, proof.day) && proof.journal.size === checkpoint.size
  if (root === null || !inPlace || !equalBytes(root, checkpoint.root)) throw bad('journal')
  const since = await earlierOf(proof, { serverKey, checkpoint })
  return { office: proof.office, day: proof.day, commitment: proof.commitment, entry: opened(proof), tree: told(checkpoint), since }
}

/** Without the opening: what may be shown to others. */
export function closedProof({ opening: _opening, ...proof }: JournalProof): JournalProof {
  return proof
}

/** A proof as it is handed to others: without what would tell which report it is, and under a name that tells nothing either. */
export function proofFile(proof: JournalProof): { readonly name: string; readonly text: string } {
  return { name: `proof-${proof.day}.json`, text: `${JSON.stringify(closedProof(proof), null, 1)}\n` }
}

async function checkpointOf({ office }: JournalProof, by: { readonly serverKey: string; readonly note: string }): Promise<Checkpoint> {
  const origin = journalOrigin(office)
  try {
    const parsed = parseCheckpoint(await openNote(by.note, { name: origin, publicId: by.serverKey }))
    if (parsed.origin === origin) return parsed
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  throw bad('checkpoint')
}

async function earlierOf(proof: JournalProof, by: { readonly serverKey: string; readonly checkpoint: Checkpoint }): Promise<SignedTree | null> {
  if (proof.since === undefined) return null
  const before = await checkpointOf(proof, { serverKey: by.serverKey, note: proof.since.checkpoint }).catch(() => { throw bad('since') })
  const { size, root } = by.checkpoint
  if (!isConsistent({ from: before.size, fromRoot: before.root, size, root, proof: proof.since.path.map(idBytes) })) throw bad('since')
  return told(before)
}

function told({ size, root }: Checkpoint): SignedTree {
  return { size, root: base64url(root) }
}

/** How two proofs of one office's journal stand to each other. */
export type Together = 'same' | 'continued' | 'forked' | 'not-shown'

/**
 * `forked`: the server signed two journals that cannot both be true. `not-shown`: nothing in the later file says that its journal
 * continues the earlier one.
 */
export function togetherAs(one: Proved, other: Proved): Together {
  const [before, after] = one.tree.size <= other.tree.size ? [one, other] : [other, one]
  const known = before.tree.size === after.tree.size ? after.tree : after.since
  if (known?.size !== before.tree.size) return 'not-shown'
  if (known.root !== before.tree.root) return 'forked'
  return known === after.tree ? 'same' : 'continued'
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
