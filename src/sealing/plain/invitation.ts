import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { base64url, concat, equalBytes, fromBase64url, randomBytes, utf8, type Bytes } from '#base/bytes.ts'
import { canonicalBytes } from '#base/json.ts'
import { Refusal } from '#base/refusal.ts'
import { derive } from './derive.ts'
import type { SymmetricScheme } from './stanza.ts'

/**
 * An invitation link's fragment: which office (by its genesis) and a 128-bit secret. A browser never sends a fragment, so the
 * server sees neither; it knows the invitation by a hash of the secret.
 */
export interface Invitation {
  readonly office: string
  readonly secret: Bytes
}

export interface InviteeKeys {
  readonly name: string
  readonly signKey: string
  readonly recipient: string
  readonly login: string
}

const SECRET_BYTES = 16

export function newInvitation(office: string): Invitation {
  return { office, secret: randomBytes(SECRET_BYTES) }
}

export function invitationFragment({ office, secret }: Invitation): string {
  return `${office}.${base64url(secret)}`
}

/** @throws Refusal `no-such-invitation` if the link was cut or mistyped. */
export function parseInvitation(fragment: string): Invitation {
  const [office = '', secretText = '', ...more] = fragment.split('.')
  const secret = fromBase64url(secretText)
  const whole = fromBase64url(office)?.length === 32 && secret?.length === SECRET_BYTES && more.length === 0
  if (!whole || secret === null) throw new Refusal('no-such-invitation')
  return { office, secret }
}

export function invitationId({ secret }: Invitation): string {
  return base64url(sha256(concat(utf8('postern/invitation/v1\n'), secret)))
}

/** HMAC(secret, 'postern/enrol/v1' ‖ genesis ‖ name ‖ keys): only who has the link can make it, so a server cannot swap the keys. */
export function enrolmentProof({ office, secret }: Invitation, invitee: InviteeKeys): string {
  const { name, signKey, recipient, login } = invitee
  return base64url(hmac(sha256, secret, concat(utf8('postern/enrol/v1\n'), canonicalBytes({ office, name, signKey, recipient, login }))))
}

export function proofHolds(invitation: Invitation, invitee: InviteeKeys, proof: string): boolean {
  const given = fromBase64url(proof)
  const expected = fromBase64url(enrolmentProof(invitation, invitee))
  return given !== null && expected !== null && equalBytes(given, expected)
}

/** The invitee's name travels sealed under the link's secret: whoever confirms has it, the server has not. */
export function inviteeNameScheme({ secret }: Invitation): SymmetricScheme {
  return { type: 'postern-enrol', argument: 'name', wrapKeyFor: (salt) => derive(secret, 'postern/enrol/v1/name', { salt }) }
}
