import { base64url, randomBytes } from '#base/bytes.ts'
import type { SealedIdentity } from '#domain/bodies.ts'
import { LIMITS } from '#base/limits.ts'
import { identityCommitment } from '../proof/identity.ts'
import type { IdentityPlace, Person, SealedPerson } from '../sealed/identity.ts'
import type { Sealed } from '../sealed/sealed.ts'
import { sealTo } from './age.ts'

interface IdentityTeam {
  readonly team: string
  readonly recipient: string
}

/** The two teams that together open an identity, as the directory names them. */
export interface IdentityTeams {
  readonly custodian: IdentityTeam
  readonly approver: IdentityTeam
}

/**
 * Seals who a reporter is: the custodians' lock inside, the approvers' outside, so that neither opens it alone. Both layers name
 * the report, so that an envelope moved to another report opens nowhere.
 *
 * @throws Error if a recipient is none. @see spec/identity.md
 */
export async function sealIdentity({ custodian, approver }: IdentityTeams, place: IdentityPlace, person: Person): Promise<SealedIdentity> {
  const { office, report } = place
  const { contact, name } = person
  const sealed = { office, report, name, contact, salt: base64url(randomBytes(16)) }
  const inner = await sealPerson(custodian.recipient, sealed)
  const envelope = await sealTo<'identity'>(approver.recipient, { office, report, inner: base64url(inner) }, LIMITS.identityBytesMin)
  return { custodian: custodian.team, approver: approver.team, envelope: base64url(envelope), commitment: identityCommitment(sealed) }
}

/** The inner layer: by the reporter for the custodians, and by a custodian for whoever may read it. @throws Error if the recipient is none */
export function sealPerson(recipient: string, { office, report, name, contact, salt }: SealedPerson): Promise<Sealed<'identity'>> {
  return sealTo<'identity'>(recipient, { office, report, name, contact, salt }, LIMITS.identityBytesMin)
}
