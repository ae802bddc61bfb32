import { base64url, fromBase64url } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import type { Api } from '#clients/transport/api.ts'
import { openMember } from '#sealing/open/member.ts'
import { passkeyLabelScheme } from '#sealing/plain/schemes.ts'
import { passkeyId } from '#sealing/proof/passkey-id.ts'
import { sealJson } from '#sealing/seal/age.ts'
import { sealMember } from '#sealing/seal/member.ts'
import { ceremony, passkeySession, passkeyStart } from '#wire/messages.ts'
import { message } from './message.ts'
import { forgetPasskey, makePasskey, showPasskey } from './passkey-ceremony.ts'
import { Session } from './session.ts'

/**
 * Unlocks a member's keys with a passkey: no name, no passphrase, no code. In browsers only.
 * @throws Refusal `not-authenticated`, `passkey-copied`, `passkey-stopped`, `passkey-without-secret`, `passkey-elsewhere`
 */
export async function logInByPasskey(api: Api): Promise<Session> {
  const { secret, assertion, challenge } = await shown(api)
  const finished = await api.call({ route: 'finish-passkey-session', body: { ceremony: challenge, assertion } })
  const { office, underPasskey } = await message(finished, passkeySession)
  const secrets = await openMember('passkey', secret, fromBase64url(underPasskey) ?? new Uint8Array(0))
  secret.forget()
  if (secrets.office !== office) throw new Refusal('forged-history')
  return Session.open(api, secrets)
}

/** Shows a passkey once more, before what opens the account is changed. @throws Refusal as `logInByPasskey` */
export async function proveByPasskey(session: Session): Promise<void> {
  const { secret, assertion, challenge } = await shown(session.api)
  secret.forget()
  await session.api.call({ route: 'prove-by-passkey', body: { ceremony: challenge, assertion } })
}

async function shown(api: Api) {
  const { ceremony: challenge } = await message(await api.call({ route: 'start-passkey-session', body: {} }), ceremony)
  return { ...await showPasskey(challenge), challenge }
}

/**
 * A passkey of this device, for this host, with the member's keys sealed under what it gives.
 * @param label - what the member calls it; only the member reads it.
 * @throws Refusal `prove-again`, `too-many-passkeys`, `already-passkey`, `passkey-stopped`, `passkey-without-secret`, `passkey-elsewhere`
 */
export async function addPasskey(session: Session, label: string): Promise<void> {
  const called = requiredText(label, LIMITS.nameCharactersMax).trim()
  const { api, me } = session
  const { ceremony: challenge, known } = await message(await api.call({ route: 'start-passkey', body: {} }), passkeyStart)
  const officeName = session.office().names.en
  const { made, secret } = await makePasskey({ challenge, known, officeName, member: me })
  try {
    const { secrets } = session.unlocked()
    const underPasskey = base64url(await sealMember('passkey', secret, secrets))
    const scheme = passkeyLabelScheme(secrets.identity, { office: session.id, passkey: passkeyId(made.credential) ?? '' })
    const sealedLabel = base64url(await sealJson(scheme, { label: called }))
    await api.call({ route: 'add-passkey', body: { ceremony: challenge, made, underPasskey, sealedLabel } })
  } catch (error) {
    // The server has none of it: neither should the authenticator.
    await forgetPasskey(made.credential)
    throw error
  } finally {
    secret.forget()
  }
}
