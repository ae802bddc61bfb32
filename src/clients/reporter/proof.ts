import * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'
import { bytesOf, jsonOf, type Api } from '#clients/transport/api.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { entryHash } from '#sealing/proof/hash.ts'
import { checkProof, type JournalProof } from '#sealing/proof/proof-file.ts'
import { checkpointMessage } from '#wire/journal.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import { decodeLogPage } from '#wire/log.ts'
import { reporterHeaders } from './open-report.ts'
import type { TrustedOffice } from './reporter.ts'

/**
 * A proof that this report is in the office's journal, held to the reporter's own first entry before it is handed out.
 *
 * @returns the proof with its opening: `closedProof` takes that out for others.
 * @throws Refusal `proof-not-yet`, `no-such-report`, `bad-proof` or `forged-history` if it proves something else
 */
export async function fetchProof(api: Api, office: TrustedOffice, keys: ReporterKeys): Promise<JournalProof> {
  const headers = reporterHeaders(keys)
  const page = decodeLogPage(await bytesOf(await api.call({ route: 'read-report', headers, query: { from: 0 } })))
  const [first] = page.entries
  if (first === undefined || parseHeader(first.header).author !== keys.signing.publicId) throw new Refusal('forged-history')
  const proof = await jsonOf(await api.call({ route: 'read-report-proof', headers })) as JournalProof
  const proved = await checkProof(proof)
  if (proved.office !== office.office || proved.entry !== entryHash(first)) throw new Refusal('forged-history')
  return proof
}

/** Closing a day takes no second try: two days do not end between two answers. */
const TRIES = 2

/**
 * The same, and that the journal it stands in continues the one of an earlier proof of this office.
 * @throws Refusal as `fetchProof` does; `forged-history` if the server cannot show that
 */
export async function fetchProofSince(api: Api, office: TrustedOffice, by: { readonly keys: ReporterKeys; readonly earlier: JournalProof }): Promise<JournalProof> {
  const { tree } = await checkProof(by.earlier)
  for (let tries = 0; tries < TRIES; tries++) {
    const proof = await fetchProof(api, office, by.keys)
    const { checkpoint, consistency } = await checkpointSince(api, office.office, tree.size)
    if (checkpoint !== proof.checkpoint) continue
    const shown: JournalProof = { ...proof, since: { checkpoint: by.earlier.checkpoint, path: consistency } }
    await checkProof(shown).catch(() => { throw new Refusal('forged-history') })
    return shown
  }
  throw new Refusal('forged-history')
}

async function checkpointSince(api: Api, office: string, since: number): Promise<{ readonly checkpoint: string; readonly consistency: string[] }> {
  const result = v.safeParse(checkpointMessage, await jsonOf(await api.call({ route: 'read-checkpoint', parameters: { office }, query: { since } }).catch(isShorter)))
  if (!result.success || result.output.consistency === null) throw new Refusal('wrong-server')
  return { checkpoint: result.output.checkpoint, consistency: result.output.consistency }
}

/** A journal that has fewer days than a proof of it lost some. */
function isShorter(error: unknown): never {
  throw error instanceof Refusal && (error.code === 'malformed' || error.code === 'no-checkpoint') ? new Refusal('forged-history') : error
}
