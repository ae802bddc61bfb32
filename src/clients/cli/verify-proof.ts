import { Refusal } from '#base/refusal.ts'
import { checkProof, togetherAs, type Proved } from '#sealing/proof/proof-file.ts'
import type { Io } from './io.ts'
import { proofIn, tellProof } from './verify-file.ts'

/** postern verify --proof: holds a proof file to the office's genesis and checkpoint, offline. Needs no key. @returns the exit code */
export async function verifyProof(file: string, office: string | undefined, io: Io): Promise<number> {
  const proof = await proofIn(file)
  return tellProof({ office, prove: () => checkProof(proof), lines: ({ day }) => [io.say['proof-holds']({ day })] }, io)
}

/** postern verify --proof A --proof B: whether both hold, and whether the journal of the later continues that of the earlier. @returns the exit code */
export async function verifyProofs(files: readonly [string, string], office: string | undefined, io: Io): Promise<number> {
  const [one, other] = [await proofIn(files[0]), await proofIn(files[1])]
  return tellProof({
    office, prove: async () => pairOf(await checkProof(one), await checkProof(other)),
    lines: ({ together, days }) => [io.say[together === 'same' ? 'proofs-same' : 'proofs-continued']({ before: days[0], after: days[1] })],
  }, io)
}

interface ProvedPair {
  readonly office: string
  readonly together: 'same' | 'continued'
  /** How many days the two journals had. */
  readonly days: readonly [number, number]
}

/** @throws Refusal `bad-proof` with the part `office`, `forked` or `since` */
function pairOf(one: Proved, other: Proved): ProvedPair {
  if (one.office !== other.office) throw new Refusal('bad-proof', { part: 'office' })
  const together = togetherAs(one, other)
  if (together === 'forked' || together === 'not-shown') throw new Refusal('bad-proof', { part: together })
  const [before = 0, after = 0] = [one.tree.size, other.tree.size].toSorted((a, b) => a - b)
  return { office: one.office, together, days: [before, after] }
}
