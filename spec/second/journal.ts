// The journal by a second hand: trees by RFC 6962's own recursive definition, notes and proofs read step by step.
import { readHeader } from './header.ts'
import { entryHash } from './log.ts'
import { ascii, b64, join, Refused, sha256, unb64, signed, type Bytes } from './primitives.ts'

const [LEAF, NODE] = [new Uint8Array([0]), new Uint8Array([1])]

export function leafOf(data: Bytes): Bytes {
  return sha256(LEAF, data)
}

function split(size: number): number {
  let half = 1
  while (half * 2 < size) half *= 2
  return half
}

/** MTH of RFC 6962, 2.1, over leaf hashes. */
export function mth(leaves: readonly Bytes[]): Bytes {
  const [only] = leaves
  if (leaves.length === 1 && only !== undefined) return only
  if (leaves.length === 0) return sha256()
  const half = split(leaves.length)
  return sha256(NODE, mth(leaves.slice(0, half)), mth(leaves.slice(half)))
}

/** PATH of RFC 6962, 2.1.1. */
export function pathTo(leaves: readonly Bytes[], index: number): Bytes[] {
  if (leaves.length <= 1) return []
  const half = split(leaves.length)
  return index < half ? [...pathTo(leaves.slice(0, half), index), mth(leaves.slice(half))] : [...pathTo(leaves.slice(half), index - half), mth(leaves.slice(0, half))]
}

/** PROOF of RFC 6962, 2.1.2: that the first `from` leaves are the beginning. */
export function proofSince(leaves: readonly Bytes[], from: number, isWhole = true): Bytes[] {
  if (from === leaves.length) return isWhole ? [] : [mth(leaves)]
  const half = split(leaves.length)
  return from <= half ? [...proofSince(leaves.slice(0, half), from, isWhole), mth(leaves.slice(half))]
    : [...proofSince(leaves.slice(half), from - half, false), mth(leaves.slice(0, half))]
}

interface Growth { readonly from: number; readonly size: number; readonly root: Bytes | null }

/** Both roots that such a proof leads to, by the same recursion; `root` is the earlier tree's where that stands in the later one whole. */
function rootsBy({ from, size, root }: Growth, path: readonly Bytes[]): readonly [Bytes, Bytes] {
  const [last, rest] = [path.at(-1), path.slice(0, -1)]
  if (from === size) {
    if (path.length !== (root === null ? 1 : 0)) throw new Refused('path')
    const whole = root ?? last ?? new Uint8Array(0)
    return [whole, whole]
  }
  if (last === undefined || from < 1 || from > size) throw new Refused('path')
  const half = split(size)
  if (from <= half) {
    const [before, after] = rootsBy({ from, size: half, root }, rest)
    return [before, sha256(NODE, after, last)]
  }
  const [before, after] = rootsBy({ from: from - half, size: size - half, root: null }, rest)
  return [sha256(NODE, last, before), sha256(NODE, last, after)]
}

/** The root that a path leads to, by the same recursion from the top down. */
function rootBy(leaf: Bytes, place: { readonly index: number; readonly size: number }, path: readonly Bytes[]): Bytes {
  const { index, size } = place
  if (!Number.isInteger(index) || index < 0 || index >= size) throw new Refused('path')
  if (size === 1) {
    if (path.length > 0) throw new Refused('path')
    return leaf
  }
  const [sibling, rest] = [path.at(-1), path.slice(0, -1)]
  if (sibling === undefined) throw new Refused('path')
  const half = split(size)
  return index < half ? sha256(NODE, rootBy(leaf, { index, size: half }, rest), sibling) : sha256(NODE, sibling, rootBy(leaf, { index: index - half, size: size - half }, rest))
}

export function commitmentTo(entry: string, salt: Bytes): Bytes {
  return sha256(ascii('postern/journal-entry/v1\n'), salt, unb64(entry, 32))
}

export function leafOfDay(day: string, root: Bytes): Bytes {
  return leafOf(join(ascii(`postern/journal-batch/v1\n${day}\n`), root))
}

export function keyHash(name: string, publicId: string): Bytes {
  return sha256(ascii(`${name}\n`), new Uint8Array([1]), unb64(publicId, 32)).slice(0, 4)
}

interface Path { readonly index: number; readonly size: number; readonly path: readonly string[] }

export interface Tree { readonly size: number; readonly root: string }
interface Proved { readonly day: string; readonly entry: string | null; readonly tree: Tree; readonly since: Tree | null }

/** What two proof files say together. */
export function togetherAs(one: Proved, other: Proved): string {
  const [before, after] = one.tree.size <= other.tree.size ? [one, other] : [other, one]
  if (before.tree.size === after.tree.size) return before.tree.root === after.tree.root ? 'same' : 'forked'
  if (after.since?.size !== before.tree.size) return 'not-shown'
  return after.since.root === before.tree.root ? 'continued' : 'forked'
}

/** What a proof file proves. @throws Refused with the part that does not hold */
export function readProof(file: { readonly [key: string]: unknown }): Proved {
  const { office, day, commitment, checkpoint, genesis, batch, journal, since, opening } = file as {
    readonly office: string; readonly day: string; readonly commitment: string; readonly checkpoint: string; readonly batch: Path; readonly journal: Path
    readonly genesis: { readonly header: string; readonly signature: string; readonly body: string }; readonly since?: { readonly checkpoint: string; readonly path: readonly string[] }; readonly opening?: { readonly entry: string; readonly salt: string }
  }
  const { serverKey, firstDay } = named('genesis', () => readGenesis(office, genesis))
  const { size, root } = named('checkpoint', () => readCheckpoint(`postern/${office}`, serverKey, checkpoint))
  const batchRoot = named('batch', () => rootBy(leafOf(unb64(commitment, 32)), batch, batch.path.map((each) => unb64(each, 32))))
  if (batch.size < 1024 || 2 ** Math.round(Math.log2(batch.size)) !== batch.size) throw new Refused('batch')
  const found = named('journal', () => rootBy(leafOfDay(day, batchRoot), journal, journal.path.map((each) => unb64(each, 32))))
  const index = (Date.parse(day) - Date.parse(firstDay)) / 86_400_000
  if (b64(found) !== b64(root) || journal.size !== size || journal.index !== index) throw new Refused('journal')
  const earlier = since === undefined ? null : named('since', () => {
    const before = readCheckpoint(`postern/${office}`, serverKey, since.checkpoint)
    const roots = rootsBy({ from: before.size, size, root: before.root }, since.path.map((each) => unb64(each, 32)))
    if (b64(roots[0]) !== b64(before.root) || b64(roots[1]) !== b64(root)) throw new Refused('since')
    return { size: before.size, root: b64(before.root) }
  })
  const proved = { day, tree: { size, root: b64(root) }, since: earlier }
  if (opening === undefined) return { ...proved, entry: null }
  if (b64(commitmentTo(opening.entry, unb64(opening.salt))) !== commitment) throw new Refused('opening')
  return { ...proved, entry: opening.entry }
}

function named<T>(part: string, act: () => T): T {
  try {
    return act()
  } catch {
    throw new Refused(part)
  }
}

export function readGenesis(office: string, told: { readonly header: string; readonly signature: string; readonly body: string }) {
  const [header, signature, body] = [unb64(told.header), unb64(told.signature, 64), unb64(told.body)]
  const read = readHeader(header) as unknown as { readonly kind: string; readonly author: string; readonly day: string; readonly bodyHash: string }
  const holds = read.kind === 'genesis' && entryHash({ header, signature, body }) === office && read.bodyHash === b64(sha256(body))
  if (!holds || !signed(read.author, join(ascii('postern/entry/v1\n'), header), signature)) throw new Refused('genesis')
  return { serverKey: (JSON.parse(Buffer.from(body).toString()) as { serverKey: string }).serverKey, firstDay: read.day }
}

export function readCheckpoint(origin: string, serverKey: string, note: string): { readonly size: number; readonly root: Bytes } {
  const at = note.lastIndexOf('\n\n')
  const text = note.slice(0, at + 1)
  const lines = note.slice(at + 2).split('\n').filter((line) => line.startsWith(`— ${origin} `)).map((line) => new Uint8Array(Buffer.from(line.split(' ')[2] ?? '', 'base64')))
  const mine = lines.find((line) => b64(line.slice(0, 4)) === b64(keyHash(origin, serverKey)))
  const [first, size, root] = text.split('\n')
  if (mine === undefined || !signed(serverKey, ascii(text), mine.slice(4)) || first !== origin) throw new Refused('checkpoint')
  return { size: Number(size), root: new Uint8Array(Buffer.from(root ?? '', 'base64')) }
}
