import { Refusal } from '#base/refusal.ts'
import { bytesOf, jsonOf, type Api } from '#clients/transport/api.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { entryHash } from '#sealing/proof/hash.ts'
import { checkProof, type JournalProof } from '#sealing/proof/proof-file.ts'
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
