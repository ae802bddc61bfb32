import { Refusal } from '#base/refusal.ts'
import { enrol } from '#clients/member/enrol.ts'
import { entryOf } from '#clients/member/enter.ts'
import { confirmMember, inviteMember, listInvitations } from '#clients/member/invite.ts'
import { logIn } from '#clients/member/log-in.ts'
import { sendLogFile } from '#clients/member/log-file.ts'
import { base32, earlierCode, newRecoveryCode, newTotpSecret, oneTimeCodeAt, suggestPassphrase } from '#clients/member/prepare.ts'
import { acceptAppraisal, writeWord } from '#clients/member/appraisals.ts'
import { askAppraisal } from '#clients/member/ask-appraisal.ts'
import { recordCustody, registerExhibit } from '#clients/member/exhibits.ts'
import { changeState } from '#clients/member/change-state.ts'
import { reply, setTitle, writeNote } from '#clients/member/report.ts'
import { triageReport } from '#clients/member/triage.ts'
import type { NewMember } from '#clients/member/member.ts'
import type { Session } from '#clients/member/session.ts'
import { FIRST_TEAM, setUpOffice } from '#clients/member/set-up.ts'
import { checkMinutes } from '#clients/reporter/check-minutes.ts'
import { prepareReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import { startAttaching } from '#clients/transport/attach.ts'
import { addDays } from '#base/day.ts'
import { lastLink } from '#domain/exhibits.ts'
import { isExpertRole, type Role } from '#domain/roles.ts'
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
  { name: '程岚', roles: ['expert'] },
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
  const expert = await expertAmong(api, session.id, plans)
  await fileAll(api, { session, expert }, progress)
  await expert.end()
  await session.end()
  return { office: session.id, members: plans.map(({ member, roles }) => printable(member, roles)) }
}

async function expertAmong(api: Api, office: string, plans: readonly { readonly member: Person; readonly roles: readonly Role[] }[]): Promise<Session> {
  const found = plans.find(({ roles }) => isExpertRole(roles))
  if (found === undefined) throw new Error('a demo needs an expert')
  const { name, passphrase, totpSecret } = found.member
  return logIn(api, { office, name, passphrase, oneTimeCode: oneTimeCodeAt(totpSecret, Date.now()) })
}

function newPerson(name: string): Person {
  return { name, passphrase: suggestPassphrase(), totpSecret: newTotpSecret(), recoveryCode: newRecoveryCode() }
}

function printable({ name, passphrase, totpSecret, recoveryCode }: Person, roles: readonly Role[]): DemoMember {
  return { name, passphrase, totpSecret: base32(totpSecret), recoveryCode, roles }
}

async function join(api: Api, session: Session, { member, roles }: { readonly member: Person; readonly roles: readonly Role[] }): Promise<void> {
  const { link, view } = await inviteMember(session, { roles, teams: isExpertRole(roles) ? [] : [FIRST_TEAM] })
  const fresh = { ...member, oneTimeCode: await earlierCode(member.totpSecret) }
  const { fingerprint } = await enrol(api, link.slice(link.indexOf('#invite=') + '#invite='.length), fresh)
  const listed = (await listInvitations(session)).find((each) => each.invitation === view.invitation)
  if (listed?.enrolled?.fingerprint.join(' ') !== fingerprint.join(' ')) throw new Refusal('foreign-key')
  await confirmMember(session, view.invitation)
}

/** Deriving a reporter's keys takes the most: a few at once keep both cores busy. */
const AT_ONCE = 4

interface Staff {
  readonly session: Session
  readonly expert: Session
}

async function fileAll(api: Api, staff: Staff, progress: (done: number, all: number) => void): Promise<void> {
  const office = await loadOffice(api, staff.session.id)
  const waiting = [...DEMO_REPORTS]
  let done = 0
  const worker = async (): Promise<void> => {
    for (let report = waiting.shift(); report !== undefined; report = waiting.shift()) {
      await fileOne(api, staff, { office, report })
      progress(++done, DEMO_REPORTS.length)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

async function fileOne(api: Api, staff: Staff, { office, report }: { readonly office: TrustedOffice; readonly report: DemoReport }): Promise<void> {
  const keys = await deriveReporter(newReceipt(), office.salt)
  const { session } = staff
  const entry = report.entered === undefined ? {} : { entry: entryOf(session, { arrival: report.entered, received: addDays(session.today(), -1), isAnswerable: true, consent: true }) }
  const draft = { channel: office.channels[0]?.channel ?? '', answers: report.answers, language: report.language, provenance: 'in-browser', ...entry } as const
  const { report: id } = await (await prepareReport(office, { draft, keys })).send(api)
  for (const step of report.steps ?? []) await take(step, { ...staff, api, office, keys, id, language: report.language })
}

interface Scene extends Staff {
  readonly api: Api
  readonly office: TrustedOffice
  readonly keys: ReporterKeys
  readonly id: string
  readonly language: DemoReport['language']
}

async function take(step: DemoStep, scene: Scene): Promise<void> {
  const { api, session, office, keys, id, language } = scene
  if ('reply' in step) await reply(session, id, { text: step.reply, language })
  else if ('more' in step) await replyToReport(api, office, { keys, text: step.more, language, provenance: 'in-browser' })
  else if ('corrected' in step) await checkMinutes(api, office, { keys, answer: 'rectified', text: step.corrected, language, provenance: 'in-browser' })
  else if ('note' in step) await writeNote(session, id, { text: step.note })
  else if ('exhibit' in step) await keepExhibit(session, id, step)
  else if ('evidence' in step) await keepEvidence(session, id, step)
  else if ('questions' in step) await askExpert(scene, step)
  else if ('title' in step) await setTitle(session, id, step.title)
  else if ('labels' in step) await triageReport(session, id, { add: [...step.labels], severity: step.severity, nextStep: step.nextStep, ...(step.mine === true ? { assigned: session.me.signKey } : {}) })
  else await changeState(session, id, { state: step.state, reason: step.reason, language, ...(step.to === undefined ? {} : { referral: { to: step.to, notConcerned: true } }) })
}

async function keepExhibit(session: Session, id: string, step: Extract<DemoStep, { readonly exhibit: string }>): Promise<void> {
  const [collector, at] = [{ member: session.me.signKey }, `${new Date().toISOString().slice(0, 16)}Z`]
  const { description, place, seal, handedTo, reason } = { ...step, description: step.exhibit }
  const view = await registerExhibit(session, id, { description, at, place, seal, collector, holder: collector, copy: false })
  const exhibit = view.exhibits.at(-1)
  if (exhibit === undefined) throw new Error('the exhibit was not registered')
  await recordCustody(session, id, { exhibit: exhibit.hash, previous: lastLink(exhibit), action: 'transfer', at, to: { name: handedTo }, reason, place: '', seal, found: null })
}

async function keepEvidence(session: Session, id: string, { evidence, file, content }: Extract<DemoStep, { readonly evidence: string }>): Promise<void> {
  const bytes = new TextEncoder().encode(content)
  const sent = await sendLogFile(session, startAttaching({ source: { sizeBytes: bytes.length, read: async (from, to) => bytes.slice(from, to) }, name: file, cleaning: 'kept-as-it-was' }), {})
  const [collector, at] = [{ member: session.me.signKey }, `${new Date().toISOString().slice(0, 16)}Z`]
  await registerExhibit(session, id, { description: evidence, at, place: '', seal: '', collector, holder: collector, copy: true, files: [sent] })
}

/** Long enough for a second look at the demonstration, and soon enough to be marked. */
const DUE_DAYS = 6

async function askExpert({ session, expert, id }: Scene, { questions, exhibits, independence, word }: Extract<DemoStep, { readonly questions: string }>): Promise<void> {
  const { id: appraisal } = await askAppraisal(session, id, { exhibits, expert: expert.me.signKey, questions, due: addDays(session.today(), DUE_DAYS) })
  await acceptAppraisal(expert, appraisal, independence)
  await writeWord(expert, appraisal, word)
}
