import { base64url, fromBase64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { Api } from '#clients/transport/api.ts'
import { openMember } from '#sealing/open/member.ts'
import { recoveryKeys, type MemberSecrets } from '#sealing/plain/member.ts'
import { signingKeyFrom } from '#sealing/plain/signing-key.ts'
import { recipientOf } from '#sealing/plain/age-identity.ts'
import { recoveryEntropy } from '#sealing/plain/words.ts'
import { recoveryOpened, session as sessionMessage } from '#wire/messages.ts'
import { inBrowser, withToken } from './log-in.ts'
import type { NewMember } from './member.ts'
import { message } from './message.ts'
import { enrolSecrets, loginId } from './new-member.ts'
import { Session } from './session.ts'

/** A member whose keys the recovery code opened, and who has yet to set what opens them from now on. */
export interface Recovering {
  readonly recovery: string
  readonly secrets: MemberSecrets
}

/**
 * Opens the keys with the recovery code. It is not used up yet: that is `finishRecovery`.
 * @throws Refusal `recovery-mistyped` (before anything is sent), `not-authenticated` (unknown name, wrong code, used code alike), `slow-down`
 */
export async function openByCode(api: Api, shown: { readonly office: string; readonly name: string; readonly recoveryCode: string }): Promise<Recovering> {
  const { office, name, recoveryCode } = shown
  const { token, lock } = recoveryKeys(recoveryEntropy(recoveryCode))
  const response = await api.call({ route: 'start-recovery', body: { office, login: loginId(name), token: base64url(token) } })
  const { recovery, underRecovery } = await message(response, recoveryOpened)
  const secrets = await openMember('recovery', lock, fromBase64url(underRecovery) ?? new Uint8Array(0))
  lock.forget()
  if (secrets.office !== office) throw new Refusal('forged-history')
  return { recovery, secrets }
}

/**
 * Sets passphrase, authenticator and recovery code anew, over the same keys. Every other session ends.
 * @throws Refusal `passphrase-weak`, `not-authenticated` (a wrong one-time code, after which one may try again; or half an hour has passed)
 */
export async function finishRecovery(api: Api, { recovery, secrets }: Recovering, fresh: Omit<NewMember, 'name'>): Promise<{ readonly session: Session; readonly token: string }> {
  const { office, name, identity, signSeed } = secrets
  const keys = { identity, signSeed, signing: await signingKeyFrom(signSeed), recipient: await recipientOf(identity) }
  const { login: _login, ...enrolled } = await enrolSecrets(api, { ...fresh, name }, {
    keys, office, registration: (_name, registrationRequest) => ({ route: 'register-recovery', body: { recovery, registrationRequest } }),
  })
  const { token } = await message(await api.call({ route: 'finish-recovery', body: { recovery, ...enrolled } }), sessionMessage)
  return { token, session: await Session.open(inBrowser() ? api : withToken(api, token), secrets) }
}
