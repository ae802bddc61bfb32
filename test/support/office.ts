// For tests of clients: an office on a real server in this process, its people, and a server that lies.
import { after } from 'node:test'
import type { Bytes } from '#base/bytes.ts'
import { Refusal, type RefusalCode } from '#base/refusal.ts'
import { enrol } from '#clients/member/enrol.ts'
import { confirmMember, inviteMember } from '#clients/member/invite.ts'
import { logIn } from '#clients/member/log-in.ts'
import type { NewMember } from '#clients/member/member.ts'
import { oneTimeCodeAt } from '#clients/member/prepare.ts'
import { Session } from '#clients/member/session.ts'
import { setUpOffice } from '#clients/member/set-up.ts'
import { httpApi, type Api, type Call } from '#clients/transport/api.ts'
import type { Role } from '#domain/roles.ts'
import { FRAMES_TYPE } from '#wire/frames.ts'
import { decodeLogPage, encodeLogPage, type LogPage } from '#wire/log.ts'
import type { RouteName } from '#wire/routes.ts'
import { person } from './client.ts'
import { makePassphrasesCheap } from './cheap-passphrases.ts'
import { newWorld, ORIGIN, type OpenFresh, type World } from './world.ts'

export interface OpenOffice {
  readonly world: World
  /** Honest, and nobody's: a member's own is in the session. */
  readonly api: Api
  readonly session: Session
  /** The administrator, with what a log-in asks for. */
  readonly member: NewMember
}

/**
 * An office with its administrator logged in, for all tests of a file: made once, gone with the file.
 * @param passphrases - `whole` where another process logs in too (a command, a browser): cheap ones are understood in this one alone.
 */
export async function openOffice(open?: OpenFresh, passphrases: 'cheap' | 'whole' = 'cheap'): Promise<OpenOffice> {
  if (passphrases === 'cheap') makePassphrasesCheap()
  const world = await newWorld({ after: (run) => { after(run) } }, open)
  followTheClock(world)
  const api = httpApi(ORIGIN, (input, init) => world.server.fetch(new Request(input, init)))
  const member = person('Lin Yue')
  const session = await setUpOffice(api, { token: world.setupToken, names: { en: 'Test office', zh: '测试受理办公室' }, timeZone: 'Asia/Shanghai', member })
  return { world, api, session, member }
}

/** The administrator once more, later: sessions end when the clock is set ahead. */
export async function logInAgain({ world, api, session, member }: OpenOffice): Promise<Session> {
  world.nowMs += 30_000
  const { name, passphrase, totpSecret } = member
  return logIn(api, { office: session.id, name, passphrase, oneTimeCode: oneTimeCodeAt(totpSecret, world.nowMs) })
}

/** Clients ask the real clock for their one-time codes: the server's goes with it, and may be set ahead of it. */
function followTheClock(world: World): void {
  let aheadMs = 0
  Object.defineProperty(world, 'nowMs', { get: () => Date.now() + aheadMs, set: (nowMs: number) => { aheadMs = nowMs - Date.now() } })
}

/** One more member, invited, confirmed and logged in. */
export async function join({ world, api, session }: OpenOffice, joining: { readonly name: string; readonly roles?: readonly Role[]; readonly teams?: readonly string[] }): Promise<Session> {
  const { name, roles = ['intake'], teams = ['intake'] } = joining
  const { link, view } = await inviteMember(session, { roles, teams })
  const member = personAt(world, name)
  await enrol(api, fragmentOf(link), member)
  await confirmMember(session, view.invitation)
  world.nowMs += 30_000
  return logIn(api, { office: session.id, name, passphrase: member.passphrase, oneTimeCode: oneTimeCodeAt(member.totpSecret, world.nowMs) })
}

export function personAt(world: World, name: string): NewMember {
  const member = person(name)
  return { ...member, oneTimeCode: oneTimeCodeAt(member.totpSecret, world.nowMs) }
}

export function fragmentOf(link: string): string {
  return link.split('#invite=')[1] ?? ''
}

/** What a lying server does instead of answering honestly. */
export type Lie = (honest: () => Promise<Response>, call: Call) => Response | Promise<Response>

/** A server that tells the truth but for its lies, which may change while a client talks to it. */
export interface Liar extends Api {
  readonly lies: Partial<Record<RouteName, Lie>>
  /** Everything that clients asked. */
  readonly calls: Call[]
}

export function liarOver(api: Api, lies: Partial<Record<RouteName, Lie>> = {}): Liar {
  const calls: Call[] = []
  return {
    origin: api.origin, lies, calls,
    async call(call) {
      calls.push(call)
      const honest = (): Promise<Response> => api.call(call)
      return (await lies[call.route]?.(honest, call)) ?? honest()
    },
  }
}

/** Another device of the same member, whose server may lie. It begins with an honest look at the office. */
export async function deviceOf(session: Session): Promise<{ readonly device: Session; readonly liar: Liar }> {
  const liar = liarOver(session.api)
  return { device: await Session.open(liar, session.unlocked().secrets), liar }
}

/** A lie about a page of entries. */
export function pageLie(change: (page: LogPage) => LogPage | Promise<LogPage>): Lie {
  return async (honest) => framesAnswer(encodeLogPage(await change(await pageOf(honest()))))
}

export async function pageOf(answer: Promise<Response>): Promise<LogPage> {
  return decodeLogPage(new Uint8Array(await (await answer).arrayBuffer()))
}

/** A lie about a JSON answer. */
export function jsonLie<T>(change: (answer: T) => unknown): Lie {
  return async (honest) => Response.json(change(await (await honest()).json() as T))
}

export function framesAnswer(bytes: Bytes): Response {
  return new Response(bytes, { headers: { 'content-type': FRAMES_TYPE } })
}

/** A lie that refuses without asking. */
export function refusing(code: RefusalCode): Lie {
  return () => { throw new Refusal(code) }
}
