import { checkErasureProof } from '#sealing/proof/erasure-file.ts'
import type { Io } from './io.ts'
import { proofIn, tellProof } from './verify-file.ts'

/** postern verify --erasure: holds the proof of an erasure to the office's genesis, offline. Needs no key. @returns the exit code */
export async function verifyErasure(file: string, office: string | undefined, io: Io): Promise<number> {
  const proof = await proofIn(file)
  return tellProof({ office, prove: () => checkErasureProof(proof), lines: ({ day, log }) => [io.say['erasure-holds']({ day, log }), io.say['erasure-means'], io.say['erasure-office']] }, io)
}
