import { equalBytes, type Bytes } from '#base/bytes.ts'
import { hash } from './hash.ts'

/**
 * Merkle trees of RFC 6962, section 2.1: hashes of leaves and of nodes begin with different bytes, and a tree of any size has one root.
 * Nodes that stand alone at the end of a level go up as they are, which gives the same root as the RFC's recursive definition.
 */
const LEAF = new Uint8Array([0])
const NODE = new Uint8Array([1])

export function leafHash(data: Uint8Array): Bytes {
  return hash(LEAF, data)
}

function nodeHash(left: Uint8Array, right: Uint8Array): Bytes {
  return hash(NODE, left, right)
}

/** @param leaves - leaf hashes. @returns the root; SHA-256 of nothing for the empty tree. */
export function treeRoot(leaves: readonly Uint8Array[]): Bytes {
  if (leaves.length === 0) return hash()
  let level: readonly Uint8Array[] = leaves
  while (level.length > 1) level = levelAbove(level)
  return new Uint8Array(level[0] ?? [])
}

function levelAbove(level: readonly Uint8Array[]): readonly Uint8Array[] {
  const above: Uint8Array[] = []
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = [level[at], level[at + 1]]
    if (left !== undefined) above.push(right === undefined ? left : nodeHash(left, right))
  }
  return above
}

/** A tree whose leaves come one by one: its root after each of them, without hashing again what stood before. */
export class GrowingTree {
  /** Roots of the whole subtrees of which it consists, the largest first. */
  readonly #peaks: Bytes[] = []
  #size = 0

  add(leaf: Uint8Array): void {
    let node: Bytes = new Uint8Array(leaf)
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) node = nodeHash(this.#peaks.pop() ?? new Uint8Array(0), node)
    this.#peaks.push(node)
    this.#size += 1
  }

  root(): Bytes {
    const [last, ...earlier] = this.#peaks.toReversed()
    return last === undefined ? hash() : earlier.reduce((right, left) => nodeHash(left, right), last)
  }
}

const HASH_BYTES = 32

/** Every level of a tree from the leaves up, each as its hashes one behind the other: what any number of audit paths is taken from. */
export type TreeLevels = readonly Bytes[]

/** @param leafAt - the leaf hash at each place */
export function treeLevels(size: number, leafAt: (index: number) => Uint8Array): TreeLevels {
  const leaves = new Uint8Array(size * HASH_BYTES)
  for (let index = 0; index < size; index++) leaves.set(leafAt(index), index * HASH_BYTES)
  const levels: Bytes[] = [leaves]
  for (let level: Bytes = leaves; level.length > HASH_BYTES; levels.push(level)) level = flatAbove(level)
  return levels
}

function flatAbove(level: Bytes): Bytes {
  const size = level.length / HASH_BYTES
  const above = new Uint8Array(Math.ceil(size / 2) * HASH_BYTES)
  for (let at = 0; at < size; at += 2) {
    const node = at + 1 < size ? nodeHash(hashAt(level, at), hashAt(level, at + 1)) : hashAt(level, at)
    above.set(node, at / 2 * HASH_BYTES)
  }
  return above
}

function hashAt(level: Bytes, index: number): Bytes {
  return level.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)
}

/** The audit path of a leaf, from the bottom up. @throws RangeError if there is no such leaf. @see RFC 6962, 2.1.1 */
export function pathIn(levels: TreeLevels, index: number): readonly Bytes[] {
  const size = (levels[0]?.length ?? 0) / HASH_BYTES
  if (!isPlace(index, size)) throw new RangeError('no such leaf')
  return levels.slice(0, -1).flatMap((level, height) => {
    const at = Math.floor(index / 2 ** height)
    const sibling = at % 2 === 0 ? at + 1 : at - 1
    return sibling * HASH_BYTES < level.length ? [hashAt(level, sibling).slice()] : []
  })
}

export interface Inclusion {
  readonly leaf: Uint8Array
  readonly index: number
  readonly size: number
  readonly proof: readonly Uint8Array[]
}

/** @returns the root that the proof leads to; null if it is no proof for a tree of this size. @see RFC 9162, 2.1.3.2 */
export function rootOfInclusion({ leaf, index, size, proof }: Inclusion): Bytes | null {
  if (!isPlace(index, size)) return null
  let [fn, sn] = [index, size - 1]
  let root: Bytes = new Uint8Array(leaf)
  for (const sibling of proof) {
    if (sn === 0) return null
    if (fn % 2 === 1 || fn === sn) {
      root = nodeHash(sibling, root)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
    } else root = nodeHash(root, sibling)
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 ? root : null
}

function isPlace(index: number, size: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size
}

/** That the tree of the first `from` leaves is the beginning of this one. @throws RangeError unless 0 < from ≤ size. @see RFC 6962, 2.1.2 */
export function consistencyProof(leaves: readonly Uint8Array[], from: number): readonly Bytes[] {
  if (!Number.isSafeInteger(from) || from < 1 || from > leaves.length) throw new RangeError('no such tree')
  return subProof(leaves, from, true)
}

function subProof(leaves: readonly Uint8Array[], from: number, isWhole: boolean): readonly Bytes[] {
  if (from === leaves.length) return isWhole ? [] : [treeRoot(leaves)]
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1))
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)]
  return from <= split ? [...subProof(left, from, isWhole), treeRoot(right)] : [...subProof(right, from - split, false), treeRoot(left)]
}

export interface Consistency {
  readonly from: number
  readonly fromRoot: Uint8Array
  readonly size: number
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/**
 * Whether the smaller tree is the beginning of the larger one. From the empty tree nothing follows: that is no claim, and refused.
 * @see RFC 9162, 2.1.4.2
 */
export function isConsistent({ from, fromRoot, size, root, proof }: Consistency): boolean {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(size) || from < 1 || from > size) return false
  if (from === size) return proof.length === 0 && equalBytes(fromRoot, root)
  const isPower = 2 ** Math.floor(Math.log2(from)) === from
  const [first, ...rest] = isPower ? [fromRoot, ...proof] : proof
  if (first === undefined) return false
  let [fn, sn] = [from - 1, size - 1]
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  let [fr, sr] = [new Uint8Array(first), new Uint8Array(first)]
  for (const sibling of rest) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(sibling, fr)
      sr = nodeHash(sibling, sr)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
    } else sr = nodeHash(sr, sibling)
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 && equalBytes(fr, fromRoot) && equalBytes(sr, root)
}
