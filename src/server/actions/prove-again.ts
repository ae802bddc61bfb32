import type * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'
import { finishLogin } from '#sealing/proof/passphrase.ts'
import type { passkeyShown, passphraseShown } from '#wire/messages.ts'
import type { Writer } from '../store/store.ts'
import type { Caller } from './caller.ts'
import type { FreshProofs } from './fresh-proofs.ts'
import type { LoginAttempts } from './login-attempts.ts'
import { loginKey, type LoginDelays } from './login-delays.ts'
import { checkShown, type Place, type ShownDeps } from './passkey-ceremony.ts'

export interface ProveByPassphraseDeps {
  readonly attempts: LoginAttempts
  readonly delays: LoginDelays
  readonly proofs: FreshProofs
}

/**
 * The caller's own passphrase once more. Another member's proves nothing here.
 * @throws Refusal `not-authenticated`, `slow-down`
 */
export async function proveByPassphrase(deps: ProveByPassphraseDeps, who: Caller, message: v.InferOutput<typeof passphraseShown>): Promise<void> {
  const waiting = deps.attempts.peek(message.attempt)
  if (waiting === null || waiting.member === null || waiting.office !== who.office || waiting.member.signKey !== who.signKey) throw new Refusal('not-authenticated')
  const name = loginKey(waiting)
  deps.delays.check(name)
  deps.attempts.take(message.attempt)
  // Counted before anything is awaited, as at the log-in.
  deps.delays.failed(name)
  if (!await finishLogin(waiting.serverLoginState, message.finishLoginRequest)) throw new Refusal('not-authenticated')
  deps.delays.succeeded(name)
  deps.proofs.give(who)
}

export interface ProveByPasskeyDeps extends ShownDeps {
  readonly write: Pick<Writer, 'countPasskey'>
  readonly proofs: FreshProofs
}

/** One of the caller's own passkeys once more. @throws Refusal `not-authenticated`, `passkey-copied` */
export async function proveByPasskey(deps: ProveByPasskeyDeps, shown: { readonly who: Caller; readonly place: Place }, message: v.InferOutput<typeof passkeyShown>): Promise<void> {
  const { row, counter } = await checkShown(deps, shown.place, message)
  const { office, signKey } = shown.who
  if (row.office !== office || row.signKey !== signKey) throw new Refusal('not-authenticated')
  if (!await deps.write.countPasskey({ office, signKey }, { passkey: row.passkey, counter })) throw new Refusal('passkey-copied')
  deps.proofs.give(shown.who)
}
