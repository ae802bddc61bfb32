import { base64nopad } from '@scure/base'
import { concat, fromBase64url, utf8, type Bytes } from '#base/bytes.ts'
import { addDays, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { ruleOf } from '#domain/kinds.ts'
import { parseLogStanza } from '../sealed/age-header.ts'
import type { SignedEntry } from '../sealed/entry.ts'
import type { Header } from '../sealed/header.ts'
import { hash } from './hash.ts'
import { leafHash, treeLevels, treeRoot, type TreeLevels } from './merkle.ts'

/**
 * [Note: The journal] Every entry is committed to, once a day. A day's commitments are salted with what dies when the entry is erased,
 * sorted, and filled up with random ones to a power of two: order, moment and number within the day are gone. The office's tree has one
 * leaf for each day, the root of that day's batch, whether anything came or not. Whoever kept a checkpoint notices each later change.
 * @see spec/journal.md. Vectors: spec/vectors/journal.json
 */
const ENTRY_LABEL = utf8('postern/journal-entry/v1\n')
const BATCH_LABEL = 'postern/journal-batch/v1\n'

/** SHA-256(label ‖ salt ‖ entry hash). @param salt - of the body's stanza; empty for a clear body. */
export function commitmentOf(entryId: string, salt: Uint8Array): Bytes {
  const id = fromBase64url(entryId)
  if (id?.length !== 32) throw new RangeError('not an entry hash')
  return hash(ENTRY_LABEL, salt, id)
}

/** The salt of an entry: in its body, so that it is the author's, and gone once the body is. @throws Refusal `malformed` for a body that is none */
export function journalSalt({ kind }: Pick<Header, 'kind'>, { body }: Pick<SignedEntry, 'body'>): Bytes {
  return ruleOf(kind).clear ? new Uint8Array(0) : new Uint8Array(base64nopad.decode(parseLogStanza(body).salt))
}

/** Batches are filled up to a power of two, and to 1,024 at least. */
export function isBatchSize(count: number): boolean {
  return count >= LIMITS.journalBatchMin && Number.isInteger(Math.log2(count))
}

/** A day's leaves: the commitments and as many random ones as it takes, sorted byte by byte. @param random - gives 32 fresh bytes */
export function batchLeaves(commitments: readonly Bytes[], random: () => Bytes): readonly Bytes[] {
  const leaves = [...commitments]
  let size: number = LIMITS.journalBatchMin
  while (size < commitments.length) size *= 2
  while (leaves.length < size) leaves.push(random())
  return leaves.sort(compareBytes)
}

export function batchRoot(leaves: readonly Bytes[]): Bytes {
  return treeRoot(leaves.map((leaf) => leafHash(leaf)))
}

/** What the office's tree holds for a day. */
export function dayLeaf(day: Day, root: Uint8Array): Bytes {
  return leafHash(concat(utf8(`${BATCH_LABEL}${day}\n`), root))
}

export interface Days {
  /** The day of the office's genesis. */
  readonly firstDay: Day
  /** Roots of the days' batches from then on, without a gap. */
  readonly roots: readonly Bytes[]
}

/** The leaves of an office's tree. */
export function dayLeaves({ firstDay, roots }: Days): readonly Bytes[] {
  return roots.map((root, index) => dayLeaf(addDays(firstDay, index), root))
}

export function journalOrigin(office: string): string {
  return `postern/${office}`
}

const LEAF_BYTES = 32

/** Where a commitment stands in a day's sorted leaves, one behind the other as they are kept; -1 if it does not. */
export function placeOf(leaves: Bytes, commitment: Uint8Array): number {
  let [low, high] = [0, leaves.length / LEAF_BYTES - 1]
  while (low <= high) {
    const middle = Math.floor((low + high) / 2)
    const order = compareBytes(leafAt(leaves, middle), commitment)
    if (order === 0) return middle
    if (order < 0) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** The tree of a day's leaves, for paths. */
export function batchLevels(leaves: Bytes): TreeLevels {
  return treeLevels(leaves.length / LEAF_BYTES, (index) => leafHash(leafAt(leaves, index)))
}

function leafAt(leaves: Bytes, index: number): Bytes {
  return leaves.subarray(index * LEAF_BYTES, (index + 1) * LEAF_BYTES)
}

/** Leaves as they are kept: one behind the other. A day may have more of them than a call takes arguments. */
export function joinLeaves(leaves: readonly Bytes[]): Bytes {
  const joined = new Uint8Array(leaves.length * LEAF_BYTES)
  for (const [index, leaf] of leaves.entries()) joined.set(leaf, index * LEAF_BYTES)
  return joined
}

/** The same again. @throws RangeError unless they are whole */
export function splitLeaves(bytes: Uint8Array): readonly Bytes[] {
  if (bytes.length % LEAF_BYTES !== 0) throw new RangeError('not leaves')
  return Array.from({ length: bytes.length / LEAF_BYTES }, (_, index) => new Uint8Array(bytes.slice(index * LEAF_BYTES, (index + 1) * LEAF_BYTES)))
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

