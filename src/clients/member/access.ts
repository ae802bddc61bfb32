import * as v from 'valibot'
import { base64url, fromBase64url, type Bytes } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { openJson } from '#sealing/open/age.ts'
import { recoveryKeys } from '#sealing/plain/member.ts'
import { startRegistration } from '#sealing/plain/passphrase.ts'
import { passkeyLabelScheme } from '#sealing/plain/schemes.ts'
import { recoveryEntropy } from '#sealing/plain/words.ts'
import { hash } from '#sealing/proof/hash.ts'
import { sealMember } from '#sealing/seal/member.ts'
import { accessList, ended, registrationAnswer } from '#wire/messages.ts'
import { prove } from './log-in.ts'
import { message } from './message.ts'
import { checkPassphrase } from './prepare.ts'
import type { Session } from './session.ts'

/** What opens a member's account, and what stands open by it: the member's own view. */
export interface AccessView {
  readonly passkeys: readonly PasskeyView[]
  readonly sessions: readonly SessionView[]
}

export interface PasskeyView {
  readonly passkey: string
  /** The host it works at. */
  readonly host: string
  /** Null where the name does not open: it was not this member who wrote it. */
  readonly label: string | null
  readonly added: Day
}

export interface SessionView {
  readonly session: string
  readonly way: 'passphrase' | 'recovery' | 'passkey'
  /** The passkey that it began by, by name. */
  readonly label: string | null
  readonly begun: Day
  readonly here: boolean
}

export async function listAccess(session: Session): Promise<AccessView> {
  const { passkeys, sessions } = await message(await session.api.call({ route: 'list-access' }), accessList)
  const views = await Promise.all(passkeys.map(async ({ passkey, rpId, sealedLabel, added }): Promise<PasskeyView> => (
    { passkey, host: rpId, added, label: await labelOf(session, passkey, sealedLabel) })))
  return {
    passkeys: views,
    sessions: sessions.map(({ session: id, way, begun, here }): SessionView => {
      const [kind, passkey] = way.split(':')
      const label = views.find((each) => each.passkey === passkey)?.label ?? null
      return { session: id, begun, here, label, way: kind === 'passphrase' || kind === 'recovery' ? kind : 'passkey' }
    }),
  }
}

const labelBody = v.strictObject({ label: v.string() })

async function labelOf(session: Session, passkey: string, sealed: string): Promise<string | null> {
  const { identity } = session.unlocked().secrets
  try {
    const result = v.safeParse(labelBody, await openJson(passkeyLabelScheme(identity, { office: session.id, passkey }), fromBase64url(sealed) ?? new Uint8Array(0)))
    return result.success ? result.output.label : null
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** And the sessions that began by it. @throws Refusal `no-such-passkey` */
export async function removePasskey(session: Session, passkey: string): Promise<void> {
  await session.api.call({ route: 'remove-passkey', parameters: { passkey } })
}

/** @throws Refusal `no-such-session` */
export async function endNamedSession(session: Session, id: string): Promise<void> {
  await session.api.call({ route: 'end-named-session', parameters: { session: id } })
}

/** @returns how many ended. */
export async function endOtherSessions(session: Session): Promise<number> {
  return (await message(await session.api.call({ route: 'end-other-sessions' }), ended)).ended
}

/** The passphrase once more, before what opens the account is changed. @throws Refusal `not-authenticated`, `slow-down` */
export async function proveByPassphrase(session: Session, passphrase: string): Promise<void> {
  const { name } = session.unlocked().secrets
  const { attempt, exportKey, finish } = await prove(session.api, { office: session.id, name, passphrase })
  exportKey.forget()
  await session.api.call({ route: 'prove-by-passphrase', body: { attempt, finishLoginRequest: finish } })
}

/** The same keys under another passphrase: no report and no other way in is touched. @throws Refusal `passphrase-weak`, `prove-again` */
export async function changePassphrase(session: Session, passphrase: string): Promise<void> {
  checkPassphrase(passphrase)
  const { secrets } = session.unlocked()
  const registration = await startRegistration(passphrase)
  const response = await session.api.call({ route: 'register-passphrase', body: { registrationRequest: registration.request } })
  const { record, exportKey } = registration.finish((await message(response, registrationAnswer)).registrationResponse)
  const underPassphrase = base64url(await sealMember('passphrase', exportKey, secrets))
  exportKey.forget()
  await session.api.call({ route: 'change-passphrase', body: { registrationRecord: record, underPassphrase } })
}

/** @throws Refusal `recovery-mistyped`, `prove-again` */
export async function changeRecoveryCode(session: Session, code: string): Promise<void> {
  const { token, lock } = recoveryKeys(recoveryEntropy(code))
  const underRecovery = base64url(await sealMember('recovery', lock, session.unlocked().secrets))
  lock.forget()
  await session.api.call({ route: 'change-recovery', body: { underRecovery, recoveryTokenHash: base64url(hash(token)) } })
}

/** @throws Refusal `prove-again`, `not-authenticated` for a wrong one-time code */
export async function changeAuthenticator(session: Session, { totpSecret, oneTimeCode }: { readonly totpSecret: Uint8Array; readonly oneTimeCode: string }): Promise<void> {
  await session.api.call({ route: 'change-authenticator', body: { totpSecret: base64url(totpSecret as Bytes), oneTimeCode } })
}
