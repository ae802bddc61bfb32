import { Refusal } from '#base/refusal.ts'
import { identitySealer } from '#clients/reporter/identity.ts'
import type { IdentitySealer, TrustedOffice } from '#clients/reporter/reporter.ts'

/** Fields in which a reporter says who they are, under two locks. */
export const MY_NAME = 'my-name'
export const MY_CONTACT = 'my-contact'

export interface IdentityTyped {
  readonly name: string
  readonly contact: string
}

export const NOBODY: IdentityTyped = { name: '', contact: '' }

/**
 * What a reporter typed of themselves; null where both fields are empty.
 * @throws Refusal as `identitySealer` does, naming the field as `question`
 */
export function identityOf(office: TrustedOffice, typed: IdentityTyped): IdentitySealer | null {
  if (typed.name.trim() === '' && typed.contact.trim() === '') return null
  try {
    return identitySealer(office, typed)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(error.code, { question: error.details['member'] === 'contact' ? MY_CONTACT : MY_NAME })
  }
}
