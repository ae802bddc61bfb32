import { Refusal } from '#base/refusal.ts'
import { rememberOn } from '#clients/member/device-memory.ts'
import { logInForToken, resumeSession, type Credentials } from '#clients/member/log-in.ts'
import { fromBase32, oneTimeCodeAt } from '#clients/member/prepare.ts'
import type { Session } from '#clients/member/session.ts'
import type { Api, Call } from '#clients/transport/api.ts'
import { connect, SERVER_OPTIONS, type ServerGiven } from './connect.ts'
import { UsageError } from './command.ts'
import { fileMemory } from './file-memory.ts'
import { CLOCK, instantOf, withFreshCode } from './fresh-code.ts'
import { tellProgress, type Io } from './io.ts'
import { sessionFile, type SessionFile } from './session-file.ts'
import { readSecretLine } from './text-input.ts'

/** What every command of a member takes. */
export const MEMBER_OPTIONS = {
  ...SERVER_OPTIONS,
  'member': { type: 'text', value: 'NAME', required: true, help: 'option-member' },
  'passphrase-file': { type: 'text', value: 'F', required: true, help: 'option-passphrase-file' },
  'totp-secret-file': { type: 'text', value: 'F', required: true, help: 'option-totp-secret-file' },
} as const

export interface MemberGiven extends ServerGiven {
  readonly 'member': string
  readonly 'passphrase-file': string
  readonly 'totp-secret-file': string
}

export interface AtWork {
  readonly session: Session
  readonly file: SessionFile
}

interface Knowledge {
  readonly who: Omit<Credentials, 'oneTimeCode'>
  readonly totpSecret: Uint8Array
}

/**
 * A member at work: goes on with the kept session, or logs in and keeps it.
 * @throws UsageError, Refusal `not-authenticated`, `slow-down`, `forged-history`, `rolled-back`, `unreachable`
 */
export async function logInAsMember(given: MemberGiven, io: Io): Promise<AtWork> {
  const passphrase = await readSecretLine(given['passphrase-file'])
  const totpSecret = await totpSecretIn(given['totp-secret-file'])
  const { api, office } = await connect(given)
  const who = { office, name: given.member, passphrase }
  const file = await sessionFile(io.env, { origin: api.origin, office, name: given.member })
  const session = await resume(api, file, who) ?? await file.alone(async () => {
    // Another command may have logged in while this one waited.
    const theirs = await resume(api, file, who)
    if (theirs !== null) return theirs
    const { session: fresh, token } = await logInWithCode(api, { who, totpSecret }, io)
    await file.write(token)
    return fresh
  })
  // Written as soon as it is seen: a command may end at any moment.
  await rememberOn(session, fileMemory(io.env), 0)
  return { session, file }
}

async function totpSecretIn(path: string): Promise<Uint8Array> {
  try {
    return fromBase32(await readSecretLine(path))
  } catch (error) {
    if (error instanceof Refusal) throw new UsageError((say) => say['usage-totp'])
    throw error
  }
}

/** @returns null if no session was kept, or it is no longer good. */
async function resume(api: Api, file: SessionFile, who: Knowledge['who']): Promise<Session | null> {
  const token = await file.read()
  if (token === null) return null
  const watched = watch(api)
  try {
    return await resumeSession(watched, token, who)
  } catch (error) {
    // Refused at the first call, the token is dead; refused later, the passphrase is wrong, and a new log-in would not mend it.
    if (error instanceof Refusal && error.code !== 'unreachable' && watched.last()?.route === 'read-session') return null
    throw error
  }
}

/** Only a code is worth waiting for: a wrong passphrase is found out on this machine. */
function logInWithCode(api: Api, { who, totpSecret }: Knowledge, io: Io): Promise<{ readonly session: Session; readonly token: string }> {
  const watched = watch(api)
  const attempt = async (step: number) => {
    try {
      return await logInForToken(watched, { ...who, oneTimeCode: oneTimeCodeAt(totpSecret, instantOf(step)) })
    } catch (error) {
      if (error instanceof Refusal && error.code === 'not-authenticated' && provedPassphrase(watched.last())) return null
      throw error
    }
  }
  return withFreshCode(attempt, CLOCK, (ms) => tellProgress(io, io.say['login-wait']({ seconds: Math.ceil(ms / 1000) })))
}

/** Whether it was the last step that was refused, with a real proof: a client that finds a passphrase wrong sends a proof of nothing. */
function provedPassphrase(call: Call | null): boolean {
  const body = call?.body
  return call?.route === 'finish-session' && body !== undefined && 'finishLoginRequest' in body && typeof body.finishLoginRequest === 'string' && body.finishLoginRequest.length > 16
}

/** An Api that remembers its last call: which one was refused says more than the refusal, which is the same for strangers. */
function watch(api: Api): Api & { last(): Call | null } {
  let last: Call | null = null
  return {
    origin: api.origin,
    call(call) {
      last = call
      return api.call(call)
    },
    last: () => last,
  }
}
