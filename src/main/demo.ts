import { Refusal } from '#base/refusal.ts'
import { enrol } from '#clients/member/enrol.ts'
import { confirmMember, inviteMember, listInvitations } from '#clients/member/invite.ts'
import { base32, earlierCode, newRecoveryCode, newTotpSecret, suggestPassphrase } from '#clients/member/prepare.ts'
import { recordCustody, registerExhibit } from '#clients/member/exhibits.ts'
import { changeState, reply, setTitle, writeNote } from '#clients/member/report.ts'
import type { NewMember } from '#clients/member/member.ts'
import type { Session } from '#clients/member/session.ts'
import { FIRST_TEAM, setUpOffice } from '#clients/member/set-up.ts'
import { prepareReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import { lastLink } from '#domain/exhibits.ts'
import type { Role } from '#domain/roles.ts'
import { deriveReporter, newReceipt, type ReporterKeys } from '#sealing/plain/receipt.ts'
import { DEMO_REPORTS, type DemoReport, type DemoStep } from './demo-reports.ts'

/** What `--demo` prints: everything a person needs to try the office. Made up, and of no use elsewhere. */
export interface DemoMember {
  readonly name: string
  readonly passphrase: string
  readonly totpSecret: string
  readonly recoveryCode: string
  readonly roles: readonly Role[]
}

export interface Demo {
  readonly office: string
  readonly members: readonly DemoMember[]
}

type Person = Omit<NewMember, 'oneTimeCode'>

const PEOPLE: readonly { readonly name: string; readonly roles: readonly Role[] }[] = [
  { name: 'Lin Yue', roles: ['administrator', 'intake'] },
  { name: '陈默', roles: ['intake', 'investigator'] },
  { name: 'Maria Santos', roles: ['intake', 'auditor'] },
]

/**
 * Makes the office "demo" as its people would: set-up, invitations, reports, conversations, all through the API.
 * @param progress - told how many of how many reports are in.
 */
export async function makeDemo(api: Api, setupToken: string, progress: (done: number, all: number) => void): Promise<Demo> {
  const plans = PEOPLE.map(({ name, roles }) => ({ roles, member: newPerson(name) }))
  const [first, ...others] = plans
  if (first === undefined) throw new Error('a demo needs people')
  const names = { en: 'Qingjia Group Reporting Office (demo)', zh: '青岬集团举报受理办公室（演示）' }
  const session = await setUpOffice(api, { token: setupToken, names, timeZone: 'Asia/Shanghai', member: { ...first.member, oneTimeCode: await earlierCode(first.member.totpSecret) } })
  for (const { member, roles } of others) await join(api, session, { member, roles })
  await fileAll(api, session, progress)
  await session.end()
  return { office: session.id, members: plans.map(({ member, roles }) => printable(member, roles)) }
}

function newPerson(name: string): Person {
  return { name, passphrase: suggestPassphrase(), totpSecret: newTotpSecret(), recoveryCode: newRecoveryCode() }
}

function printable({ name, passphrase, totpSecret, recoveryCode }: Person, roles: readonly Role[]): DemoMember {
  return { name, passphrase, totpSecret: base32(totpSecret), recoveryCode, roles }
}

async function join(api: Api, session: Session, { member, roles }: { readonly member: Person; readonly roles: readonly Role[] }): Promise<void> {
  const { link, view } = await inviteMember(session, { roles, teams: [FIRST_TEAM] })
  const fresh = { ...member, oneTimeCode: await earlierCode(member.totpSecret) }
  const { fingerprint } = await enrol(api, link.slice(link.indexOf('#invite=') + '#invite='.length), fresh)
  const listed = (await listInvitations(session)).find((each) => each.invitation === view.invitation)
  if (listed?.enrolled?.fingerprint.join(' ') !== fingerprint.join(' ')) throw new Refusal('foreign-key')
  await confirmMember(session, view.invitation)
}

/** Deriving a reporter's keys takes the most: a few at once keep both cores busy. */
const AT_ONCE = 4

async function fileAll(api: Api, session: Session, progress: (done: number, all: number) => void): Promise<void> {
  const office = await loadOffice(api, session.id)
  const waiting = [...DEMO_REPORTS]
  let done = 0
  const worker = async (): Promise<void> => {
    for (let report = waiting.shift(); report !== undefined; report = waiting.shift()) {
      await fileOne(api, session, { office, report })
      progress(++done, DEMO_REPORTS.length)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

async function fileOne(api: Api, session: Session, { office, report }: { readonly office: TrustedOffice; readonly report: DemoReport }): Promise<void> {
  const keys = await deriveReporter(newReceipt(), office.salt)
  const draft = { channel: office.channels[0]?.channel ?? '', answers: report.answers, language: report.language, provenance: 'in-browser' } as const
  const { report: id } = await (await prepareReport(office, { draft, keys })).send(api)
  for (const step of report.steps ?? []) await take(step, { api, session, office, keys, id, language: report.language })
}

interface Scene {
  readonly api: Api
  readonly session: Session
  readonly office: TrustedOffice
  readonly keys: ReporterKeys
  readonly id: string
  readonly language: DemoReport['language']
}

async function take(step: DemoStep, { api, session, office, keys, id, language }: Scene): Promise<void> {
  if ('reply' in step) await reply(session, id, { text: step.reply, language })
  else if ('more' in step) await replyToReport(api, office, { keys, text: step.more, language, provenance: 'in-browser' })
  else if ('note' in step) await writeNote(session, id, { text: step.note })
  else if ('exhibit' in step) await keepExhibit(session, id, step)
  else if ('title' in step) await setTitle(session, id, step.title)
  else await changeState(session, id, { state: step.state, reason: step.reason, language })
}

async function keepExhibit(session: Session, id: string, step: Extract<DemoStep, { readonly exhibit: string }>): Promise<void> {
  const [collector, at] = [{ member: session.me.signKey }, `${new Date().toISOString().slice(0, 16)}Z`]
  const { description, place, seal, handedTo, reason } = { ...step, description: step.exhibit }
  const view = await registerExhibit(session, id, { description, at, place, seal, collector, holder: collector, copy: false })
  const exhibit = view.exhibits.at(-1)
  if (exhibit === undefined) throw new Error('the exhibit was not registered')
  await recordCustody(session, id, { exhibit: exhibit.hash, previous: lastLink(exhibit), action: 'transfer', at, to: { name: handedTo }, reason, place: '', seal, found: null })
}
