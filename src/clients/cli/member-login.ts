import { setTimeout as pause } from 'node:timers/promises'
import { Refusal } from '#base/refusal.ts'
import { logInForToken, resumeSession, type Credentials } from '#clients/member/log-in.ts'
import { fromBase32, oneTimeCodeAt } from '#clients/member/prepare.ts'
import type { Session } from '#clients/member/session.ts'
import type { Api, Call } from '#clients/transport/api.ts'
import { connect, SERVER_OPTIONS, type ServerGiven } from './connect.ts'
import { UsageError } from './command.ts'
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
 * @throws UsageError, Refusal `not-authenticated`, `slow-down`, `forged-history`, `unreachable`
 */
export async function logInAsMember(given: MemberGiven, io: Io): Promise<AtWork> {
  const passphrase = await readSecretLine(given['passphrase-file'])
  const totpSecret = await totpSecretIn(given['totp-secret-file'])
  const { api, office } = await connect(given)
  const who = { office, name: given.member, passphrase }
  const file = await sessionFile(io.env, { origin: api.origin, office, name: given.member })
  const kept = await resume(api, file, who)
  if (kept !== null) return { session: kept, file }
  const session = await file.alone(async () => {
    // Another command may have logged in while this one waited.
    const theirs = await resume(api, file, who)
    if (theirs !== null) return theirs
    const { session: fresh, token } = await logInWithCode(api, { who, totpSecret }, io)
    await file.write(token)
    return fresh
  })
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

const STEP_MS = 30_000
const WAITS_MAX = 2

/**
 * Logs in with the code of this time step or, if that was used already, with the next one, which is accepted a step early; then
 * waits for the step after. Only a code is worth waiting for: a wrong passphrase is found out on this machine.
 */
async function logInWithCode(api: Api, { who, totpSecret }: Knowledge, io: Io): Promise<{ readonly session: Session; readonly token: string }> {
  let tried = -1
  for (let waits = 0; ;) {
    const step = Math.max(Math.floor(Date.now() / STEP_MS), tried + 1)
    const watched = watch(api)
    try {
      return await logInForToken(watched, { ...who, oneTimeCode: oneTimeCodeAt(totpSecret, step * STEP_MS) })
    } catch (error) {
      const codeRefused = error instanceof Refusal && error.code === 'not-authenticated' && watched.last()?.route === 'finish-session' && provedPassphrase(watched.last())
      if (!codeRefused) throw error
      tried = step
    }
    if (tried > Math.floor(Date.now() / STEP_MS)) {
      if (waits++ === WAITS_MAX) throw new Refusal('not-authenticated')
      await waitForStep(tried, io)
    }
  }
}

/** The client that finds a passphrase wrong sends a proof of nothing, so that the server counts it. */
function provedPassphrase(call: Call | null): boolean {
  const body = call?.body
  return body !== undefined && 'finishLoginRequest' in body && typeof body.finishLoginRequest === 'string' && body.finishLoginRequest.length > 16
}

async function waitForStep(step: number, io: Io): Promise<void> {
  const waitMs = step * STEP_MS - Date.now()
  if (waitMs <= 0) return
  tellProgress(io, io.say['login-wait']({ seconds: Math.ceil(waitMs / 1000) }))
  await pause(waitMs + 50)
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
