// Goal: a day's entries are in the office's tree for good, a checkpoint speaks for exactly one tree, and a proof holds for one commitment
// only. Method: the roots of RFC 6962's test tree, Go's own signed note, every proof of every small tree, then damage to each byte.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { base64url, fromBase64url, hex, randomBytes, utf8, type Bytes } from '#base/bytes.ts'
import { asDay } from '#base/day.ts'
import { canonicalBytes } from '#base/json.ts'
import { Refusal } from '#base/refusal.ts'
import { newAuthor } from '#test/support/entries.ts'
import { refusalOf, vectors } from '#test/support/vectors.ts'
import { signedBytes } from '../sealed/entry.ts'
import { encodeHeader } from '../sealed/header.ts'
import { entryHash, hash } from './hash.ts'
import { batchLeaves, batchRoot, commitmentOf, dayLeaves, joinLeaves, journalOrigin, placeOf, splitLeaves } from './journal.ts'
import { consistencyProof, GrowingTree, isConsistent, leafHash, pathIn, rootOfInclusion, treeLevels, treeRoot } from './merkle.ts'
import { checkpointText, openNote, parseCheckpoint, signNote } from './note.ts'
import { checkProof, closedProof, togetherAs, type JournalProof } from './proof-file.ts'

/** Certificate Transparency's test tree, as transparency-dev/merkle has it. */
const CT_LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((each) => leafHash(new Uint8Array(Buffer.from(each, 'hex'))))
const CT_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125', 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7', '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef', 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

test('roots are those of the test tree of RFC 6962', () => {
  for (const [size, root] of CT_ROOTS.entries()) assert.equal(hex(treeRoot(CT_LEAVES.slice(0, size))), root)
})

test('a tree that grows leaf by leaf has the same roots, and another one where a leaf differs', () => {
  const [grown, other] = [new GrowingTree(), new GrowingTree()]
  for (const [size, leaf] of CT_LEAVES.entries()) {
    assert.equal(hex(grown.root()), CT_ROOTS[size])
    grown.add(leaf)
    other.add(size === 2 ? leafHash(utf8('another')) : leaf)
  }
  assert.equal(hex(grown.root()), CT_ROOTS[8])
  assert.notEqual(hex(other.root()), CT_ROOTS[8])
  for (const leaf of LEAVES) grown.add(leaf)
  assert.equal(hex(grown.root()), hex(treeRoot([...CT_LEAVES, ...LEAVES])))
})

const inclusionProof = (leaves: readonly Bytes[], index: number): readonly Bytes[] => pathIn(treeLevels(leaves.length, (at) => leaves[at] ?? assert.fail()), index)
const LEAVES = Array.from({ length: 40 }, (_, index) => leafHash(utf8(`leaf ${index}`)))

test('every leaf of every small tree is proved, at its place alone', () => {
  for (let size = 1; size <= LEAVES.length; size++) {
    const leaves = LEAVES.slice(0, size)
    const root = hex(treeRoot(leaves))
    for (let index = 0; index < size; index++) {
      const proof = inclusionProof(leaves, index)
      const leaf = LEAVES[index] ?? assert.fail()
      const rootAt = (place: number, of: number, by: readonly Uint8Array[] = proof): string => { const found = rootOfInclusion({ leaf, index: place, size: of, proof: by }); return found === null ? 'none' : hex(found) }
      assert.equal(rootAt(index, size), root)
      assert.notEqual(rootAt((index + 1) % size, size), size === 1 ? 'x' : root)
      assert.notEqual(rootAt(index, size, [...proof, randomBytes(32)]), root)
      if (proof.length > 0) assert.notEqual(rootAt(index, size, proof.slice(1)), root)
    }
  }
  assert.throws(() => inclusionProof(LEAVES, 40), RangeError)
  assert.equal(rootOfInclusion({ leaf: LEAVES[0] ?? assert.fail(), index: 1, size: 1, proof: [] }), null)
})

test('every small tree is the beginning of every larger one, of no other, and nothing follows from the empty one', () => {
  for (let size = 1; size <= 20; size++) for (let from = 1; from <= size; from++) {
    const [fromRoot, root] = [treeRoot(LEAVES.slice(0, from)), treeRoot(LEAVES.slice(0, size))]
    const proof = consistencyProof(LEAVES.slice(0, size), from)
    assert.equal(isConsistent({ from, fromRoot, size, root, proof }), true)
    assert.equal(isConsistent({ from, fromRoot: randomBytes(32), size, root, proof }), false)
    assert.equal(isConsistent({ from, fromRoot, size, root: randomBytes(32), proof }), false)
    assert.equal(isConsistent({ from, fromRoot, size, root, proof: [...proof, randomBytes(32)] }), false)
    if (proof.length > 0) assert.equal(isConsistent({ from, fromRoot, size, root, proof: proof.slice(1) }), false)
  }
  assert.equal(isConsistent({ from: 0, fromRoot: treeRoot([]), size: 3, root: treeRoot(LEAVES.slice(0, 3)), proof: [] }), false)
  assert.throws(() => consistencyProof(LEAVES, 0), RangeError)
})

test('Go’s signed note holds here', async () => {
  const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
  const note = `${text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`
  const key = { name: 'PeterNeumann', publicId: base64url(new Uint8Array(Buffer.from('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'base64').subarray(1))) }
  assert.equal(await openNote(note, key), text)
  assert.equal(await refusalOf(() => openNote(note.replace('answer', 'Answer'), key)), 'bad-signature')
})

const server = await newAuthor()

test('a note is its signer’s alone, and what is spelled otherwise is none', async () => {
  const note = await signNote('one\ntwo\n', 'postern/x', server)
  const key = { name: 'postern/x', publicId: server.publicId }
  assert.equal(await openNote(note, key), 'one\ntwo\n')
  assert.equal(await refusalOf(() => openNote(note, { ...key, name: 'postern/y' })), 'bad-signature')
  assert.equal(await refusalOf(async () => openNote(note, { ...key, publicId: (await newAuthor()).publicId })), 'bad-signature')
  for (const broken of ['', 'one\n', note.slice(0, -1), note.replace('\n\n', '\n'), note.replace('one', 'o\u0007ne'), note.replace(/=*\n$/, '!\n'), `${note}x`]) {
    assert.match(await refusalOf(() => openNote(broken, key)), /^(malformed|bad-signature)$/)
  }
  const other = (await signNote('one\ntwo\n', 'witness', await newAuthor())).split('\n').at(-2) ?? ''
  assert.equal(await openNote(`${note}${other}\n`, key), 'one\ntwo\n', 'a witness’s line is passed over')
})

test('a checkpoint says one size and one root', () => {
  const checkpoint = { origin: 'postern/x', size: 7, root: randomBytes(32) }
  assert.deepEqual(parseCheckpoint(checkpointText(checkpoint)), checkpoint)
  for (const text of ['', 'o\n1\n', 'o\n01\nAAAA\n', `o\n-1\n${Buffer.alloc(32).toString('base64')}\n`, `\n1\n${Buffer.alloc(32).toString('base64')}\n`, `o\n1\n${Buffer.alloc(31).toString('base64')}\n`]) {
    assert.throws(() => parseCheckpoint(text), (error) => error instanceof Refusal && error.code === 'malformed')
  }
})

test('a day is padded, sorted, and finds what is in it', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1500 }), (entries) => {
    const commitments = Array.from({ length: entries }, () => randomBytes(32))
    const leaves = batchLeaves(commitments, () => randomBytes(32))
    assert.equal(leaves.length, entries <= 1024 ? 1024 : 2048)
    for (const each of commitments.slice(0, 5)) assert.deepEqual(leaves[placeOf(joinLeaves(leaves), each)], each)
    assert.equal(placeOf(joinLeaves(leaves), randomBytes(32)), -1)
  }), { numRuns: 12 })
  const many = batchLeaves(Array.from({ length: 140_000 }, () => randomBytes(32)), () => randomBytes(32))
  assert.deepEqual(splitLeaves(joinLeaves(many)).at(-1), many.at(-1))
  assert.equal(many.length, 262_144)
  assert.throws(() => splitLeaves(new Uint8Array(31)), RangeError)
})

async function world() {
  const body = canonicalBytes({ administrator: { signKey: server.publicId, recipient: `age1pq1${'q'.repeat(1950)}` }, recovery: null, serverKey: server.publicId })
  const header = encodeHeader({
    v: 1, office: '', log: '', generation: 0, seq: 0, prev: null, kind: 'genesis', author: server.publicId, day: asDay('2026-11-20'),
    bodyHash: base64url(hash(body)), bodySize: body.length, seen: null, docket: null, nonce: base64url(randomBytes(16)),
  })
  const signature = await server.sign(signedBytes(header))
  const office = entryHash({ header, signature })
  const [entry, salt] = [base64url(randomBytes(32)), randomBytes(16)]
  const commitment = commitmentOf(entry, salt)
  const leaves = batchLeaves([commitment, randomBytes(32)], () => randomBytes(32))
  const roots = [randomBytes(32), randomBytes(32), batchRoot(leaves), randomBytes(32)]
  const days = dayLeaves({ firstDay: asDay('2026-11-20'), roots })
  const origin = journalOrigin(office)
  const checkpoint = await signNote(checkpointText({ origin, size: 4, root: treeRoot(days) }), origin, server)
  const at = placeOf(joinLeaves(leaves), commitment)
  const ids = (proof: readonly Bytes[]): string[] => proof.map((each) => base64url(each))
  const proof: JournalProof = {
    format: 'postern/proof/v1', office, day: asDay('2026-11-22'), commitment: base64url(commitment), checkpoint,
    batch: { index: at, size: leaves.length, path: ids(inclusionProof(leaves.map((leaf) => leafHash(leaf)), at)) },
    journal: { index: 2, size: 4, path: ids(inclusionProof(days, 2)) },
    genesis: { header: base64url(header), signature: base64url(signature), body: base64url(body) },
    opening: { entry, salt: base64url(salt) },
  }
  return { proof, entry, office }
}

test('a proof holds, opened or closed, and names the day', async () => {
  const { proof, entry, office } = await world()
  const { tree, since, ...proved } = await checkProof(proof)
  assert.deepEqual(proved, { office, day: '2026-11-22', commitment: proof.commitment, entry })
  assert.deepEqual([tree.size, since], [4, null])
  const closed = closedProof(proof)
  assert.equal(JSON.stringify(closed).includes(entry), false)
  assert.equal((await checkProof(closed)).entry, null)
})

test('a proof of another day, office, entry or checkpoint does not hold, and its part is named', async () => {
  const { proof } = await world()
  const { proof: other } = await world()
  const part = async (changed: unknown): Promise<string> => {
    try {
      await checkProof(changed)
    } catch (error) {
      if (error instanceof Refusal) return String(error.details['part'] ?? error.code)
    }
    return 'holds'
  }
  assert.equal(await part({ ...proof, day: '2026-11-21' }), 'journal')
  assert.equal(await part({ ...proof, journal: { ...proof.journal, index: 1 } }), 'journal')
  assert.equal(await part({ ...proof, commitment: other.commitment, opening: undefined }), 'journal')
  assert.equal(await part({ ...proof, office: other.office }), 'genesis')
  assert.equal(await part({ ...proof, genesis: other.genesis }), 'genesis')
  assert.equal(await part({ ...proof, checkpoint: other.checkpoint }), 'checkpoint')
  assert.equal(await part({ ...proof, opening: other.opening }), 'opening')
  assert.equal(await part({ ...proof, batch: { ...proof.batch, index: proof.batch.size } }), 'batch')
  for (const size of [1004, 1023, 512, 2048]) assert.equal(await part({ ...proof, batch: { ...proof.batch, size } }), 'batch', `${size}`)
  assert.equal(await part({ ...proof, more: 1 }), 'malformed')
  assert.equal(await part(null), 'malformed')
})

test('any changed character of a proof is noticed', async () => {
  const { proof } = await world()
  const text = JSON.stringify(proof)
  const holds = async (changed: string): Promise<boolean> => {
    try {
      await checkProof(JSON.parse(changed))
      return true
    } catch {
      return false
    }
  }
  await fc.assert(fc.asyncProperty(fc.nat({ max: text.length - 1 }), fc.constantFrom('A', 'z', '0', '"'), async (at, character) => {
    if (text[at] === character) return
    assert.equal(await holds(text.slice(0, at) + character + text.slice(at + 1)), false)
  }), { numRuns: 150 })
  assert.equal(fromBase64url(proof.commitment)?.length, 32)
})

interface Told {
  readonly commitments: readonly { readonly entry: string; readonly salt: string; readonly commitment: string }[]
  readonly proofs: readonly { readonly proof: unknown; readonly day: string; readonly entry: string | null }[]
  readonly pairs: readonly { readonly together: string; readonly proofs: readonly [unknown, unknown] }[]
  readonly refused: readonly { readonly name: string; readonly proof: unknown; readonly part: string }[]
}

test('spec/vectors/journal.json: what holds holds, and what must not is refused for its part', async () => {
  const told = vectors<Told>('journal')
  for (const { entry, salt, commitment } of told.commitments) assert.equal(base64url(commitmentOf(entry, fromBase64url(salt) ?? assert.fail())), commitment)
  for (const { proof, day, entry } of told.proofs) {
    const proved = await checkProof(proof)
    assert.deepEqual([proved.day, proved.entry], [day, entry])
  }
  for (const { together, proofs: [one, other] } of told.pairs) assert.equal(togetherAs(await checkProof(one), await checkProof(other)), together)
  for (const { name, proof, part } of told.refused) {
    await assert.rejects(checkProof(proof), (error) => error instanceof Refusal && error.code === 'bad-proof' && error.details['part'] === part, name)
  }
})
