import { checkProof } from '#sealing/proof/proof-file.ts'
import type { Io } from './io.ts'
import { proofIn, tellProof } from './verify-file.ts'

/** postern verify --proof: holds a proof file to the office's genesis and checkpoint, offline. Needs no key. @returns the exit code */
export async function verifyProof(file: string, office: string | undefined, io: Io): Promise<number> {
  const proof = await proofIn(file)
  return tellProof({ office, prove: () => checkProof(proof), lines: ({ day }) => [io.say['proof-holds']({ day })] }, io)
}
