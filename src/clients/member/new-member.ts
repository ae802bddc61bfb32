import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { nameText } from '#base/text.ts'
import { LIMITS } from '#base/limits.ts'
import { jsonOf, type Api, type Call } from '#clients/transport/api.ts'
import { newIdentity, recipientOf } from '#sealing/plain/age-identity.ts'
import { loginBytes, recoveryKeys, type MemberSecrets } from '#sealing/plain/member.ts'
import { startRegistration } from '#sealing/plain/passphrase.ts'
import { Secret } from '#sealing/plain/secret.ts'
import { signingKeyFrom, type SigningKey } from '#sealing/plain/signing-key.ts'
import { recoveryEntropy } from '#sealing/plain/words.ts'
import { hash } from '#sealing/proof/hash.ts'
import { sealMember } from '#sealing/seal/member.ts'
import * as v from 'valibot'
import { registrationAnswer } from '#wire/messages.ts'
import type { NewMember } from './member.ts'
import { checkPassphrase } from './prepare.ts'

export interface FreshKeys {
  readonly signSeed: Secret<'sign-seed'>
  readonly signing: SigningKey
  readonly identity: Secret<'member-identity'>
  readonly recipient: string
}

export async function freshKeys(): Promise<FreshKeys> {
  const signSeed = new Secret('sign-seed', randomBytes(32))
  const identity = newIdentity('member-identity')
  return { signSeed, signing: await signingKeyFrom(signSeed), identity, recipient: await recipientOf(identity) }
}

export function loginId(name: string): string {
  return base64url(hash(loginBytes(name)))
}

/** The name as it is kept. @throws Refusal `empty-text`, `bad-text`, `too-large` */
export function memberName(name: string): string {
  return nameText(name, LIMITS.nameCharactersMax)
}

/** What the server keeps of a member: nothing in it opens anything. */
export interface EnrolledSecrets {
  readonly login: string
  readonly registrationRecord: string
  readonly underPassphrase: string
  readonly underRecovery: string
  readonly recoveryTokenHash: string
  readonly totpSecret: string
  readonly oneTimeCode: string
}

/**
 * Registers the passphrase (OPAQUE) and seals the member's keys under it and under the recovery code.
 * @throws Refusal `passphrase-weak`, `recovery-mistyped`, and what the server refuses
 */
export async function enrolSecrets(
  api: Api, member: NewMember, enrolling: { readonly keys: FreshKeys; readonly office: string; readonly registration: (login: string, request: string) => Call },
): Promise<EnrolledSecrets> {
  checkPassphrase(member.passphrase)
  const { token, lock } = recoveryKeys(recoveryEntropy(member.recoveryCode))
  const login = loginId(member.name)
  const { keys, office } = enrolling
  const registration = await startRegistration(member.passphrase)
  const response = await api.call(enrolling.registration(login, registration.request))
  const answer = v.safeParse(registrationAnswer, await jsonOf(response))
  if (!answer.success) throw new Refusal('wrong-server')
  const { record, exportKey } = registration.finish(answer.output.registrationResponse)
  const secrets: MemberSecrets = { office, name: memberName(member.name), identity: keys.identity, signSeed: keys.signSeed }
  return {
    login, registrationRecord: record,
    underPassphrase: base64url(await sealMember('passphrase', exportKey, secrets)),
    underRecovery: base64url(await sealMember('recovery', lock, secrets)),
    recoveryTokenHash: base64url(hash(token)),
    totpSecret: base64url(member.totpSecret as Bytes),
    oneTimeCode: member.oneTimeCode,
  }
}
