import type * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'
import { passkeyId } from '#sealing/proof/passkey-id.ts'
import { checkAssertion } from '#sealing/proof/passkey.ts'
import type { ceremony as ceremonyMessage, passkeyShown } from '#wire/messages.ts'
import type { PasskeyRow, Reader } from '../store/store.ts'
import type { Held } from './held.ts'

/** What a challenge was given for: one for a log-in makes no new passkey, and a member's own serves nobody else. */
export type CeremonyPurpose = { readonly purpose: 'show' } | { readonly purpose: 'add'; readonly signKey: string }
export type Ceremonies = Held<CeremonyPurpose>

/** The page that asks. A passkey belongs to its host. */
export interface Place {
  readonly origin: string
  readonly rpId: string
}

/** The challenge is the ceremony's own id. Nobody is named and nothing is looked up: the answer is the same for everybody. */
export function startPasskeySession({ ceremonies }: { readonly ceremonies: Ceremonies }): v.InferOutput<typeof ceremonyMessage> {
  return { ceremony: ceremonies.begin({ purpose: 'show' }) }
}

export interface ShownDeps {
  readonly read: Pick<Reader, 'passkey'>
  readonly ceremonies: Ceremonies
}

export interface Shown {
  readonly row: PasskeyRow
  readonly counter: number
}

/**
 * A passkey that was shown: known, of this very host, for a challenge that waited, by a person whom the authenticator verified.
 * A challenge serves once, whatever comes of it.
 *
 * @throws Refusal `not-authenticated`; `passkey-copied` if the authenticator signed for somebody else meanwhile
 */
export async function checkShown(deps: ShownDeps, place: Place, { ceremony, assertion }: v.InferOutput<typeof passkeyShown>): Promise<Shown> {
  const waiting = deps.ceremonies.take(ceremony)
  const passkey = passkeyId(assertion.credential)
  const row = passkey === null ? null : await deps.read.passkey(passkey)
  if (waiting?.purpose !== 'show' || row === null || row.rpId !== place.rpId) throw new Refusal('not-authenticated')
  const counter = await checkAssertion({ ...place, challenge: ceremony }, row.publicKey, assertion)
  if (counter === null) throw new Refusal('not-authenticated')
  if ((counter > 0 || row.counter > 0) && counter <= row.counter) throw new Refusal('passkey-copied')
  return { row, counter }
}
