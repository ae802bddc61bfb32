import type * as v from 'valibot'
import { base64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { accessList, ended } from '#wire/messages.ts'
import type { Reader, Writer } from '../store/store.ts'
import { hourAt, type Caller } from './caller.ts'

export interface ListAccessDeps {
  readonly read: Pick<Reader, 'passkeys' | 'sessions'>
  readonly nowMs: () => number
}

/** The caller's own ways in and sessions; those that ran out and wait for the sweep are none. */
export async function listAccess({ read, nowMs }: ListAccessDeps, { office, signKey, tokenHash }: Caller): Promise<v.InferOutput<typeof accessList>> {
  const passkeys = await read.passkeys(office, signKey)
  const sessions = (await read.sessions(office, signKey)).filter((each) => each.expiresHour > hourAt(nowMs()))
  return {
    passkeys: passkeys.map(({ passkey, rpId, sealedLabel, addedDay }) => ({ passkey, rpId, sealedLabel: base64url(sealedLabel), added: addedDay })),
    sessions: sessions.map((each) => ({ session: each.session, way: each.way, begun: each.begunDay, here: each.tokenHash === tokenHash })),
  }
}

export interface EndSessionsDeps {
  readonly write: Pick<Writer, 'endSessions'>
}

/** Only the caller's own. @throws Refusal `no-such-session` */
export async function endNamedSession({ write }: EndSessionsDeps, { office, signKey }: Caller, session: string): Promise<void> {
  if (await write.endSessions({ office, signKey, which: { session } }) === 0) throw new Refusal('no-such-session')
}

export async function endOtherSessions({ write }: EndSessionsDeps, { office, signKey, tokenHash }: Caller): Promise<v.InferOutput<typeof ended>> {
  return { ended: await write.endSessions({ office, signKey, which: { except: tokenHash } }) }
}
