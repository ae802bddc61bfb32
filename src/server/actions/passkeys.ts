import type * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { passkeyId } from '#sealing/proof/passkey-id.ts'
import { checkNewCredential } from '#sealing/proof/passkey.ts'
import type { newPasskey, passkeyStart } from '#wire/messages.ts'
import type { Reader, Writer } from '../store/store.ts'
import { accessChanged, type AccessTrailDeps } from './audit-trail.ts'
import type { Caller } from './caller.ts'
import type { FreshProofs } from './fresh-proofs.ts'
import { bytesOf } from './new-member.ts'
import type { Ceremonies, Place } from './passkey-ceremony.ts'

export interface StartPasskeyDeps {
  readonly read: Pick<Reader, 'passkeys'>
  readonly ceremonies: Ceremonies
  readonly proofs: FreshProofs
}

/** @throws Refusal `prove-again`, `too-many-passkeys` */
export async function startPasskey(deps: StartPasskeyDeps, who: Caller, { rpId }: Place): Promise<v.InferOutput<typeof passkeyStart>> {
  deps.proofs.check(who)
  const mine = await deps.read.passkeys(who.office, who.signKey)
  if (mine.length >= LIMITS.passkeysMax) throw new Refusal('too-many-passkeys')
  const ceremony = deps.ceremonies.begin({ purpose: 'add', signKey: who.signKey })
  return { ceremony, known: mine.filter((each) => each.rpId === rpId).map((each) => each.credential) }
}

export interface AddPasskeyDeps extends AccessTrailDeps {
  readonly write: Pick<Writer, 'addPasskey'>
  readonly ceremonies: Ceremonies
  readonly proofs: FreshProofs
}

/**
 * A new way in. Its public key is the server's to check with; the keys that it opens come sealed.
 * @throws Refusal `prove-again`, `passkey-stopped` if the challenge waited too long, `malformed`, `already-passkey`
 */
export async function addPasskey(deps: AddPasskeyDeps, at: { readonly who: Caller; readonly place: Place }, message: v.InferOutput<typeof newPasskey>): Promise<void> {
  const { who: { office, signKey }, place } = at
  deps.proofs.check(at.who)
  const { ceremony, made } = message
  const waiting = deps.ceremonies.take(ceremony)
  if (waiting?.purpose !== 'add' || waiting.signKey !== signKey) throw new Refusal('passkey-stopped')
  const checked = await checkNewCredential({ ...place, challenge: ceremony }, made)
  const passkey = passkeyId(made.credential)
  if (checked === null || passkey === null) throw new Refusal('malformed', { member: 'made' })
  const { timeZone } = await deps.offices.current(office)
  const row = {
    passkey, credential: made.credential, office, signKey, rpId: place.rpId, ...checked,
    underPasskey: bytesOf(message.underPasskey), sealedLabel: bytesOf(message.sealedLabel), addedDay: deps.today(timeZone),
  }
  const outbox = [await accessChanged(deps, { office, signKey }, 'passkey-added')]
  if (!await deps.write.addPasskey(row, { atMost: LIMITS.passkeysMax, outbox })) throw new Refusal('already-passkey')
  deps.wake()
}

export interface RemovePasskeyDeps extends AccessTrailDeps {
  readonly write: Pick<Writer, 'removePasskey'>
}

/** Only the caller's own; of another's the caller learns as little as of one that never was. @throws Refusal `no-such-passkey` */
export async function removePasskey(deps: RemovePasskeyDeps, { office, signKey }: Caller, passkey: string): Promise<void> {
  const outbox = [await accessChanged(deps, { office, signKey }, 'passkey-removed')]
  if (!await deps.write.removePasskey({ office, signKey, passkey, outbox })) throw new Refusal('no-such-passkey')
  deps.wake()
}
