import { base64url } from '#base/bytes.ts'
import type { MemberRow, Reader } from '../store/store.ts'

/** Nobody's login id, key or token hash. */
export const NOBODY = base64url(new Uint8Array(32))

/** One row is found and one is missed, whether the name is known or not: `read` is the one that is looked at, so that both cost the same. */
export async function memberOrStandIn(
  deps: { readonly read: Pick<Reader, 'memberByLogin' | 'anyMember'> }, office: string, login: string,
): Promise<{ readonly member: MemberRow | null; readonly read: MemberRow | null }> {
  const any = await deps.read.anyMember()
  const member = await deps.read.memberByLogin(office, login)
  const other = await deps.read.memberByLogin(member === null ? any?.office ?? office : office, member === null ? any?.login ?? NOBODY : NOBODY)
  return { member, read: member ?? other }
}
