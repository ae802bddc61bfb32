import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { cleanText, requiredText } from '#base/text.ts'
import { sealIdentity, type IdentityTeams } from '#sealing/seal/identity.ts'
import type { Person } from '#sealing/sealed/identity.ts'
import type { IdentitySealer, TrustedOffice } from './reporter.ts'

/**
 * Takes what a reporter says of themselves. Loaded when somebody does: few do.
 * @throws Refusal `identity-not-offered`; `empty-text`, `bad-text`, `too-large` (each names `name` or `contact`)
 */
export function identitySealer({ office, identity }: TrustedOffice, person: Person): IdentitySealer {
  if (identity === null) throw new Refusal('identity-not-offered')
  const teams: IdentityTeams = identity
  const name = named('name', () => requiredText(person.name, LIMITS.nameCharactersMax).trim())
  const contact = named('contact', () => cleanText(person.contact, LIMITS.contactCharactersMax).trim())
  return (report) => sealIdentity(teams, { office, report }, { name, contact })
}

function named(member: 'name' | 'contact', clean: () => string): string {
  try {
    return clean()
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(error.code, { ...error.details, member }) : error
  }
}
