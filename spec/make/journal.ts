// A journal of three days, the proof of one entry, and what must not hold.
import { ascii, b64, fixed, join, sha256, type Bytes, type Value } from '../second/primitives.ts'
import { commitmentTo, keyHash, leafOf, leafOfDay, mth, pathTo, proofSince } from '../second/journal.ts'
import { officeGenesis, SERVER_SIGNER } from './office.ts'

export function sorted(leaves: readonly Bytes[]): Bytes[] {
  return leaves.toSorted((a, b) => Buffer.compare(a, b))
}

export function filler(day: number, index: number): Bytes {
  return sha256(ascii(`filler ${day} ${index}`))
}

export function note(origin: string, size: number, root: Bytes): string {
  const text = `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`
  const signature = join(keyHash(origin, SERVER_SIGNER.publicId), SERVER_SIGNER.sign(ascii(text)))
  return `${text}\n— ${origin} ${Buffer.from(signature).toString('base64')}\n`
}

export function journal(): Value {
  const genesis = officeGenesis()
  const origin = `postern/${genesis.hash}`
  const first = Date.parse((JSON.parse(Buffer.from(genesis.header).toString()) as { day: string }).day)
  const dayAt = (index: number): string => new Date(first + index * 86_400_000).toISOString().slice(0, 10)
  const [entry, salt] = [b64(fixed('journal entry')), fixed('journal salt', 16)]
  const commitment = commitmentTo(entry, salt)
  const batches = [0, 1, 2].map((day) => sorted(Array.from({ length: 1024 }, (_, index) => (day === 1 && index === 0 ? commitment : filler(day, index)))))
  const roots = batches.map((leaves) => mth(leaves.map(leafOf)))
  const days = roots.map((root, index) => leafOfDay(dayAt(index), root))
  const at = (batches[1] ?? []).findIndex((leaf) => b64(leaf) === b64(commitment))
  const paths = (path: readonly Bytes[]): string[] => path.map(b64)
  const proof = {
    format: 'postern/proof/v1', office: genesis.hash, day: dayAt(1), commitment: b64(commitment),
    batch: { index: at, size: 1024, path: paths(pathTo((batches[1] ?? []).map(leafOf), at)) }, journal: { index: 1, size: 3, path: paths(pathTo(days, 1)) },
    checkpoint: note(origin, 3, mth(days)), genesis: { header: b64(genesis.header), signature: b64(genesis.signature), body: b64(genesis.body) },
    opening: { entry, salt: b64(salt) },
  }
  const { opening: _opening, ...closed } = proof
  /** The same entry in the journal as it was after two days, and in one that never was. */
  const after = (all: readonly Bytes[]) => ({ ...closed, journal: { index: 1, size: all.length, path: paths(pathTo(all, 1)) }, checkpoint: note(origin, all.length, mth(all)) })
  const [earlier, forked] = [after(days.slice(0, 2)), after([leafOfDay(dayAt(0), filler(0, 0)), ...days.slice(1, 2)])]
  const since = { checkpoint: earlier.checkpoint, path: paths(proofSince(days, 2)) }
  const later = { ...closed, since }
  return {
    commitments: [{ entry, salt: b64(salt), commitment: b64(commitment) }, { entry, salt: '', commitment: b64(commitmentTo(entry, new Uint8Array(0))) }],
    batchRoots: paths(roots), dayLeaves: paths(days), root: b64(mth(days)), checkpoint: proof.checkpoint,
    proofs: [{ name: 'opened', proof, day: proof.day, entry }, { name: 'closed', proof: closed, day: proof.day, entry: null }, { name: 'behind an earlier one', proof: later, day: proof.day, entry: null }],
    pairs: [
      { together: 'same', proofs: [closed, later] }, { together: 'continued', proofs: [earlier, later] }, { together: 'continued', proofs: [later, earlier] },
      { together: 'not-shown', proofs: [earlier, closed] }, { together: 'forked', proofs: [forked, later] }, { together: 'forked', proofs: [earlier, forked] },
    ],
    refused: [
      { name: 'another day', part: 'journal', proof: { ...proof, day: dayAt(2) } },
      { name: 'another place in the tree', part: 'journal', proof: { ...proof, journal: { ...proof.journal, index: 2 } } },
      { name: 'a tree of another size', part: 'journal', proof: { ...proof, journal: { ...proof.journal, size: 4 } } },
      { name: 'another commitment', part: 'journal', proof: { ...closed, commitment: b64(filler(1, 7)) } },
      { name: 'a place outside the batch', part: 'batch', proof: { ...proof, batch: { ...proof.batch, index: 1024 } } },
      { name: 'a batch of a size that none has', part: 'batch', proof: { ...proof, batch: { ...proof.batch, size: 1023 } } },
      { name: 'a path that is too short', part: 'batch', proof: { ...proof, batch: { ...proof.batch, path: proof.batch.path.slice(1) } } },
      { name: 'an earlier journal that this does not continue', part: 'since', proof: { ...closed, since: { checkpoint: forked.checkpoint, path: since.path } } },
      { name: 'an earlier journal of other days', part: 'since', proof: { ...closed, since: { ...since, path: paths(proofSince(days, 1)) } } },
      { name: 'an earlier journal that is later', part: 'since', proof: { ...earlier, since: { checkpoint: closed.checkpoint, path: [] } } },
      { name: 'an earlier journal that nobody signed', part: 'since', proof: { ...closed, since: { ...since, checkpoint: `${earlier.checkpoint.split('\n— ')[0] ?? ''}\n` } } },
      { name: 'another salt', part: 'opening', proof: { ...proof, opening: { entry, salt: b64(fixed('other salt', 16)) } } },
      { name: 'another office', part: 'genesis', proof: { ...proof, office: entry } },
      { name: 'a genesis with another body', part: 'genesis', proof: { ...proof, genesis: { ...proof.genesis, body: b64(ascii('{}')) } } },
      { name: 'a checkpoint of another root', part: 'checkpoint', proof: { ...proof, checkpoint: proof.checkpoint.replace('\n3\n', '\n2\n') } },
      { name: 'a checkpoint that nobody signed', part: 'checkpoint', proof: { ...proof, checkpoint: `${proof.checkpoint.split('\n— ')[0] ?? ''}\n` } },
    ],
  } as Value
}
