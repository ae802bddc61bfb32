import { base64url } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import type { IdentityPlace, Person } from '../sealed/identity.ts'
import type { Sealed } from '../sealed/sealed.ts'
import { sealTo } from './age.ts'

/** The recipients of the two teams that together open an identity. */
export interface IdentityTeams {
  readonly custodian: string
  readonly approver: string
}

/**
 * Seals who a reporter is: the custodians' lock inside, the approvers' outside, so that neither opens it alone. Both layers name
 * the report, so that an envelope moved to another report opens nowhere.
 *
 * @throws Error if a recipient is none. @see spec/identity.md
 */
export async function sealIdentity(teams: IdentityTeams, place: IdentityPlace, person: Person): Promise<Sealed<'identity'>> {
  const { office, report } = place
  const { contact, name } = person
  const inner = await sealTo<'identity'>(teams.custodian, { office, report, name, contact }, LIMITS.identityBytesMin)
  return sealTo<'identity'>(teams.approver, { office, report, inner: base64url(inner) }, LIMITS.identityBytesMin)
}
