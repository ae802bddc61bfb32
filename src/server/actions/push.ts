import { base64url, fromBase64url, utf8, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { hash } from '#sealing/proof/hash.ts'
import type { PushDevice } from '#wire/notices.ts'
import { isPushPoint } from '../push/message.ts'
import type { PushPost } from '../push/post.ts'
import type { Reader, Writer } from '../store/store.ts'
import type { Caller } from './caller.ts'
import type { FreshProofs } from './fresh-proofs.ts'

export interface PushDeps {
  readonly read: Pick<Reader, 'pushDevices'>
  readonly write: Pick<Writer, 'dropPushDevice' | 'putPushDevice'>
  /** Null where nothing is pushed. */
  readonly push: PushPost | null
  readonly proofs: FreshProofs
}

/**
 * A session alone must not be enough to have somebody's pages sent elsewhere.
 * @throws Refusal `prove-again`; `no-push` for an address of no push service that is sent to; `malformed` for keys that are none; `too-large` for more browsers than a member may have
 */
export async function putPushDevice({ write, push, proofs }: Omit<PushDeps, 'read'>, caller: Caller, { endpoint, p256dh, auth, language }: PushDevice): Promise<void> {
  proofs.check(caller)
  if (push?.takes(endpoint) !== true) throw new Refusal('no-push')
  if (!isPushPoint(bytesOf(p256dh))) throw new Refusal('malformed', { member: 'p256dh' })
  const { office, signKey } = caller
  const row = { office, signKey, device: deviceOf(endpoint), endpoint, p256dh, auth, language }
  const answer = await write.putPushDevice({ row, most: LIMITS.noticePushDevicesMax })
  if (answer === 'gone') throw new Refusal('session-ended')
  if (answer === 'full') throw new Refusal('too-large', { devicesMax: LIMITS.noticePushDevicesMax })
}

/** Nor to silence them. @throws Refusal `prove-again` */
export async function removePushDevice({ write, proofs }: Pick<PushDeps, 'write' | 'proofs'>, caller: Caller, device: string): Promise<void> {
  proofs.check(caller)
  await write.dropPushDevice({ office: caller.office, signKey: caller.signKey, device })
}

/** What a browser computes of its own address, to see whether it is known. */
export function deviceOf(endpoint: string): string {
  return base64url(hash(utf8(endpoint)))
}

export function bytesOf(text: string): Bytes {
  return fromBase64url(text) ?? new Uint8Array()
}
