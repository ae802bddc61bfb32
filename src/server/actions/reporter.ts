import { fromBase64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { hash } from '#sealing/proof/hash.ts'
import { REPORTER_SCHEME } from '#wire/routes.ts'
import type { LogRow, Reader } from '../store/store.ts'

export interface ReporterDeps {
  readonly read: Pick<Reader, 'log' | 'reportByAccess'>
}

/** Asked for where the bearer showed nothing usable, so that nonsense costs as much as a wrong code. */
const NOTHING = new Uint8Array(32)

/**
 * The report that the bearer's receipt code opens.
 * @param authorization - `Postern <look-up id>.<token>`, both base64url. The server keeps and compares only their hashes.
 * @throws Refusal `no-such-report` for an unknown code, a wrong token, an erased report and a header that says nothing: one code, one cost.
 */
export async function reportOf({ read }: ReporterDeps, authorization: string | null): Promise<LogRow> {
  const { lookup, token } = credentialsIn(authorization)
  const report = await read.reportByAccess(hash(lookup), hash(token))
  const row = report === null ? null : await read.log(report)
  if (row?.kind !== 'report') throw new Refusal('no-such-report')
  return row
}

function credentialsIn(authorization: string | null): { readonly lookup: Uint8Array; readonly token: Uint8Array } {
  const [scheme, credentials = ''] = (authorization ?? '').split(' ')
  const [lookup, token, ...more] = credentials.split('.').map(fromBase64url)
  const fits = scheme === REPORTER_SCHEME && lookup?.length === 32 && token?.length === 32 && more.length === 0
  return fits ? { lookup, token } : { lookup: NOTHING, token: NOTHING }
}
