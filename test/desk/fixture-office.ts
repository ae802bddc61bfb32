import type { AbsenceEntry } from '#domain/absences.ts'
import { addDays, asDay, type Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import type { CaseEntry } from '#domain/cases/case.ts'
import type { OwnPacks } from '#domain/clocks/packs.ts'
import type { PresenceState } from '#domain/presence.ts'
import { NO_RETENTION, type RetentionRules } from '#domain/retention.ts'
import type { Channel } from '#domain/bodies.ts'
import type { Line } from '#domain/lines.ts'
import type { TemplateVersion } from '#domain/templates.ts'
import type { ErasureProof } from '#sealing/proof/erasure-file.ts'
import type { RekeyProgress } from '#clients/member/rekey-logs.ts'
import type { JournalView } from '#clients/member/journal.ts'
import type { InvitationView, MemberView, OfficeView, QueueView, TeamView } from '#clients/member/member.ts'
import type { Here } from '#clients/member/presence.ts'
import type { RecoveryView } from '#clients/member/recovery.ts'
import type { QueueQuery } from '#clients/desk/deeds.ts'
import type { Role } from '#domain/roles.ts'
import type { FixtureAppraisal } from './fixture-appraisal.ts'
import { FixtureCase, fixtureHash } from './fixture-report.ts'
import { FIXTURE_REPORTS, FIXTURE_WORDS, type FixtureReport } from './fixture-texts.ts'

export const FIXTURE_TODAY = asDay('2026-11-23')

export function fixtureMember(name: string, roles: readonly Role[], teams: readonly string[]): MemberView {
  const signKey = fixtureHash(`member ${name}`)
  const start = name.length % 8
  return { signKey, name, roles, teams, active: true, fingerprint: FIXTURE_WORDS.slice(start, start + 6), recipient: `age1pq1${signKey}` }
}

/** A case in memory: its entries as they would be opened, and who reads it. */
export interface FixtureCaseLog {
  readonly id: string
  readonly entries: CaseEntry[]
  members: readonly string[]
}

/** An office in memory, with everything that the desk's deeds need and no cryptography at all. */
export class FixtureOffice {
  readonly lin = fixtureMember('Lin Yue', ['administrator', 'intake'], ['intake'])
  readonly zhou = fixtureMember('周琦', ['intake'], ['intake'])
  members: MemberView[] = [this.lin, this.zhou, fixtureMember('Maren Okafor', ['investigator'], []), fixtureMember('谭黎', ['auditor'], [])]
  teams: TeamView[] = [{ team: 'intake', name: null, epoch: 0, members: [this.lin.signKey, this.zhou.signKey], waiting: [], needsNewEpoch: false }]
  packs: OwnPacks = new Map()
  retention: RetentionRules = NO_RETENTION
  templates: Omit<TemplateVersion, 'crossed'>[] = []
  channels: Channel[] = [{ channel: 'web', kind: 'web', names: { en: 'Web', zh: '网站' }, team: 'intake', epoch: 0, recipient: 'age1pq1', questionnaire: 'q' }]
  lines: readonly Line[] = []
  invitations: InvitationView[] = []
  cases: FixtureCase[] = []
  /** Newest first, as the real lists. */
  caseLogs: FixtureCaseLog[] = []
  appraisals: FixtureAppraisal[] = []
  today: Day = FIXTURE_TODAY
  names = { en: 'Qingjia Group Reporting Office', zh: '青岬集团举报受理办公室' }
  recovery: RecoveryView | null = null
  identity: OfficeView['identity'] = null
  /** To whom the recovery gave a key, and how often one that lay open was forgotten. */
  given: readonly string[] = []
  forgotten = 0
  readonly journalForged: boolean
  /** What the next deed is refused with. */
  refuseNext: Refusal | null = null
  /** Nothing gets through with a file. */
  isLineDown = false
  /** What is on its way arrives when this is over. */
  slowLine: Promise<void> = Promise.resolve()
  /** How often each file began to be sent, by its name. */
  readonly sendings = new Map<string, number>()
  /** Colleagues who are at whatever report is opened, and what was said of the one who looks. */
  here: readonly Here[] = []
  said: readonly (PresenceState | 'left')[] = []
  absences: readonly AbsenceEntry[] = []
  /** How often a page of the queue was asked for. */
  asked = 0
  /** How far the run of new keys came. */
  rekeyed = 0
  #filed = 0

  constructor({ many = 0, empty = false, journalForged = false, packs }: { readonly many?: number; readonly empty?: boolean; readonly journalForged?: boolean; readonly packs?: readonly string[] } = {}) {
    this.journalForged = journalForged
    const kept = empty ? [] : FIXTURE_REPORTS
    const copies = Array.from({ length: many }, (_, index): FixtureReport => ({
      daysAgo: index % 90, language: 'en', state: 'received', opened: index % 3 === 0, answers: { what: `Synthetic report number ${index}` },
    }))
    for (const text of [...kept, ...copies].sort((a, b) => b.daysAgo - a.daysAgo)) this.file(packs === undefined ? text : { ...text, packs })
  }

  /** A new report comes in. */
  file(text: FixtureReport): FixtureCase {
    const made = new FixtureCase(`report ${this.#filed++}`, { text, receivedDay: addDays(this.today, -text.daysAgo), today: () => this.today, team: () => this.#team })
    this.cases.unshift(made)
    if (text.opened) made.open(this.zhou.signKey)
    if (text.state === 'received') return made
    made.message(this.zhou.signKey, { text: text.language === 'zh' ? '已收到，谢谢。' : 'We have read it. Thank you.', language: text.language })
    if (text.state === 'concluded') made.state(this.zhou.signKey, { state: 'accepted', reason: '', language: text.language, expectedLength: made.length })
    if (text.state !== 'acknowledged') made.state(this.zhou.signKey, { state: text.state, reason: 'Because.', language: 'en', expectedLength: made.length })
    return made
  }

  readJournal(): JournalView {
    if (this.journalForged) throw new Refusal('forged-history')
    return { firstDay: addDays(this.today, -40), lastDay: addDays(this.today, -1), days: 40, checkpoint: null }
  }

  find(id: string): FixtureCase {
    const found = this.cases.find((each) => each.id === id)
    if (found === undefined) throw new Refusal('no-such-log')
    return found
  }

  /** A run that takes its time over each report. */
  async rekey(onprogress: (progress: RekeyProgress) => void, signal: AbortSignal): Promise<RekeyProgress> {
    for (; this.rekeyed < this.cases.length && !signal.aborted; this.rekeyed++) {
      await new Promise((resolve) => { setTimeout(resolve, 20) })
      onprogress({ looked: this.rekeyed + 1, total: this.cases.length, rekeyed: this.rekeyed + 1, failed: 0 })
    }
    return { looked: this.rekeyed, total: this.cases.length, rekeyed: this.rekeyed, failed: 0 }
  }

  erase(id: string): ErasureProof {
    this.cases.splice(this.cases.indexOf(this.find(id)), 1)
    const genesis = { header: '', signature: '', body: '' }
    return { format: 'postern/erasure-proof/v1', office: this.view.office, log: id, entry: fixtureHash(`erased ${id}`), day: FIXTURE_TODAY, signature: '', genesis }
  }

  list({ state, limit = 50, after, reports }: QueueQuery, me: string): QueueView {
    this.asked += 1
    const shown = state === undefined ? this.cases : this.cases.filter((each) => each.view.conversation.docket.state === state)
    const from = after === undefined ? 0 : shown.findIndex((each) => each.id === after) + 1
    const page = reports === undefined ? shown.slice(from, from + limit) : shown.filter(({ id }) => reports.includes(id))
    return { lines: page.map((each) => each.lineFor(me)), total: shown.length, next: reports === undefined && from + limit < shown.length ? (page.at(-1)?.id ?? null) : null }
  }

  get #team(): readonly string[] { return this.members.filter((member) => member.teams.includes('intake')).map((member) => member.signKey) }

  get view(): OfficeView {
    return {
      office: fixtureHash('office'), officeWords: FIXTURE_WORDS.slice(0, 12), names: this.names, timeZone: 'Europe/Berlin',
      members: this.members, teams: this.teams, channels: this.channels, lines: this.lines, directoryBehind: false, packs: this.packs, retention: this.retention,
      identity: this.identity, lock: this.identity === null ? null : 'approver',
    }
  }

  invite(order: { readonly roles: readonly Role[]; readonly teams: readonly string[] }): InvitationView {
    const invitation = fixtureHash(`invitation ${this.invitations.length}`)
    const made: InvitationView = {
      ...order, invitation, office: fixtureHash('office'), officeNames: this.names, expires: addDays(this.today, 7),
      state: 'open', enrolled: null, forged: false,
    }
    this.invitations.push(made)
    return made
  }

  changeInvitation(invitation: string, change: Partial<InvitationView>): void {
    this.invitations = this.invitations.map((each) => (each.invitation === invitation ? { ...each, ...change } : each))
  }
}
