import { Refusal } from '#base/refusal.ts'
import type { MemberView, ReportView } from '#clients/member/member.ts'
import { base32, checkPassphrase, newTotpSecret, totpUri } from '#clients/member/prepare.ts'
import type { ExhibitDeeds } from '#clients/desk/exhibits/exhibit-deeds.ts'
import type { ConcernDeeds } from '#clients/desk/together/concern-deeds.ts'
import type { FileDeeds } from '#clients/desk/report/file-deeds.ts'
import type { JournalDeeds } from '#clients/desk/report/journal-deeds.ts'
import type { Deeds, DeskSession, OfficeChoice } from '#clients/desk/deeds.ts'
import { fixtureAccess } from './fixture-access.ts'
import { fixtureEntering } from './fixture-entering.ts'
import { fixtureSend } from './fixture-send.ts'
import { fixtureAppraisals } from './fixture-appraisals.ts'
import { fixtureCases } from './fixture-cases.ts'
import { fixtureAudit } from './fixture-audit.ts'
import { fixtureMember, type FixtureOffice } from './fixture-office.ts'
import { fixtureAdministration } from './fixture-administration.ts'
import { fixtureIdentities } from './fixture-identities.ts'
import { fixtureRecovery } from './fixture-recovery.ts'
import { fixtureLines } from './fixture-lines.ts'
import { fixtureNotices } from './fixture-notices.ts'
import { fixtureRetention } from './fixture-retention.ts'
import { fixtureSeries } from './fixture-series.ts'
import { fixtureTemplates } from './fixture-templates.ts'
import { briefOf } from '#clients/desk/queue/beyond.ts'
import { fixtureTogether } from './fixture-together.ts'
import { fixtureSearch } from './fixture-search.ts'
import { fixtureViews } from './fixture-views.ts'
import { fixtureHash, type FixtureCase } from './fixture-report.ts'
import { FIXTURE_CODE, FIXTURE_PASSPHRASE } from './fixture-secrets.ts'
import { FIXTURE_WORDS } from './fixture-texts.ts'

const DELAY_MS = 20

/** The desk's deeds done to an office in memory. Lives in tests only. */
export function fixtureDeeds(office: FixtureOffice, offices: readonly OfficeChoice[]): Deeds {
  return {
    prepare: {
      suggestPassphrase: () => FIXTURE_PASSPHRASE, checkPassphrase, newTotpSecret, totpUri, base32,
      newRecoveryCode: () => FIXTURE_WORDS.slice(0, 12).join(' '),
    },
    offices: () => later(office, () => offices),
    checkSetUpLink: () => later(office, () => undefined),
    setUp: ({ names, member }) => later(office, () => {
      checkCode(member.oneTimeCode)
      const me = fixtureMember(member.name, ['administrator', 'intake'], ['intake'])
      Object.assign(office, { names, members: [me] })
      return fixtureSession(office, me)
    }),
    logIn: ({ name, passphrase, oneTimeCode }) => later(office, () => {
      const me = office.members.find((member) => member.name === name)
      if (me === undefined || passphrase !== FIXTURE_PASSPHRASE) throw new Refusal('not-authenticated')
      checkCode(oneTimeCode)
      return fixtureSession(office, me)
    }),
    passkeysPossible: new URLSearchParams(location.search).has('passkeys'),
    logInByPasskey: () => later(office, () => fixtureSession(office, office.lin)),
    recover: ({ name, recoveryCode }) => later(office, () => {
      const me = office.members.find((member) => member.name === name)
      if (me === undefined || recoveryCode.trim() !== FIXTURE_WORDS.slice(0, 12).join(' ')) throw new Refusal('not-authenticated')
      return { finish: ({ oneTimeCode }) => later(office, () => { checkCode(oneTimeCode); return fixtureSession(office, me) }) }
    }),
    readInvitation: (fragment) => later(office, () => {
      const found = office.invitations.find((each) => each.invitation === fragment)
      if (found === undefined) throw new Refusal('no-such-invitation')
      return found
    }),
    enrol: (fragment, { name, oneTimeCode }) => later(office, () => {
      checkCode(oneTimeCode)
      const { signKey, fingerprint } = fixtureMember(name, [], [])
      office.changeInvitation(fragment, { state: 'enrolled', enrolled: { name, signKey, fingerprint } })
      return fingerprint
    }),
  }
}

export function fixtureSession(office: FixtureOffice, me: MemberView): DeskSession {
  let ended = false
  const whileOpen = <T>(act: () => T) => (): T => {
    if (ended) throw new Refusal('session-ended')
    return act()
  }
  const deed = <T>(act: () => T): Promise<T> => later(office, whileOpen(act))
  const onCase = (id: string, act: (found: FixtureCase) => void): Promise<ReportView> => deed(() => {
    act(office.find(id))
    return office.find(id).view
  })
  const access = fixtureAccess(deed)
  return {
    me,
    office: () => office.view,
    refresh: () => deed(() => undefined), end: () => deed(() => { ended = true }),
    // The list is asked for behind a person's back as well: what a test has refused next is what the person does next.
    listQueue: (query) => delayed(whileOpen(() => office.list(query, me.signKey))),
    listDockets: () => delayed(whileOpen(() => new Map(office.cases.map((each) => [each.id, briefOf(each.lineFor(me.signKey))])))),
    openReport: (id) => onCase(id, (found) => found.open(me.signKey)),
    reply: (id, written) => onCase(id, (found) => found.message(me.signKey, written)),
    setUrgency: (id, order) => onCase(id, (found) => found.urgency(me.signKey, order)),
    upholdReferral: (id, upholding) => onCase(id, (found) => found.uphold(me.signKey, upholding)),
    closeAlert: (id, closing) => onCase(id, (found) => found.closeAlert(me.signKey, closing)),
    moveClock: (id, order) => onCase(id, (found) => found.clock(me.signKey, order)),
    changeState: (id, order) => onCase(id, (found) => found.state(me.signKey, order)), missingToConclude: (id) => deed(() => office.find(id).missing),
    writeNote: (id, note) => onCase(id, (found) => found.note(me.signKey, note)),
    setTitle: (id, title) => onCase(id, (found) => found.title(me.signKey, title)),
    triage: (id, change) => onCase(id, (found) => found.triage(me.signKey, change)),
    markSeen: (id) => onCase(id, (found) => found.markSeen(me.signKey)),
    grantAccess: (id, reader) => onCase(id, (found) => found.grant(me.signKey, reader)),
    leaveOut: (id, out) => onCase(id, (found) => found.leaveOut(me.signKey, out)),
    recuse: (id) => deed(() => { office.erase(id) }),
    rekeyLogs: (onprogress, signal) => office.rekey(onprogress, signal),
    eraseReport: (id) => deed(() => office.erase(id)),
    inviteMember: (order) => deed(() => {
      const view = office.invite(order)
      return { link: `${location.origin}/desk/#invite=${view.invitation}`, view }
    }),
    listInvitations: () => deed(() => office.invitations.filter((each) => each.state !== 'confirmed')),
    confirmMember: (invitation) => deed(() => { confirm(office, invitation) }),
    access,
    audit: fixtureAudit(office, deed),
    recovery: fixtureRecovery(office, me, deed),
    administration: fixtureAdministration(office, deed),
    identities: fixtureIdentities(office, deed),
    journal: fixtureJournal(office, deed),
    entering: fixtureEntering(office, me, deed),
    exhibits: fixtureExhibits(me, onCase),
    search: fixtureSearch(office),
    series: fixtureSeries(office),
    // Read behind a person's back, as the list is.
    views: fixtureViews((act) => delayed(whileOpen(act))), together: fixtureTogether(office, me, { deed, quietly: (act) => delayed(whileOpen(act)) }),
    retention: fixtureRetention(office, deed),
    templates: fixtureTemplates(office, me, deed),
    notices: fixtureNotices(deed, access), lines: fixtureLines(deed),
    concerns: fixtureConcerns(me, onCase), appraisals: fixtureAppraisals(office, me, deed), cases: fixtureCases(office, me, deed),
    files: fixtureFiles(office, deed),
  }
}

function fixtureFiles(office: FixtureOffice, deed: <T>(act: () => T) => Promise<T>): FileDeeds {
  return {
    send: fixtureSend(office),
    open: (_report, attachment) => deed(() => ({ attachment, read: async (from, to) => new Uint8Array(Math.max(0, Math.min(to, attachment.sizeBytes) - from)) })),
    fetch: (_report, { sizeBytes, type }, { onProgress }) => deed(() => {
      onProgress(sizeBytes)
      return { blob: new Blob(['fixture'], { type: 'application/octet-stream' }), type }
    }),
  }
}

function confirm(office: FixtureOffice, invitation: string): void {
  const found = office.invitations.find((each) => each.invitation === invitation)
  if (found?.enrolled === null || found?.enrolled === undefined) throw new Refusal('foreign-key')
  office.members.push({ ...fixtureMember(found.enrolled.name, found.roles, found.teams), signKey: fixtureHash(`member ${found.enrolled.name}`) })
  office.changeInvitation(invitation, { state: 'confirmed' })
}

function fixtureExhibits(me: MemberView, onCase: (id: string, act: (found: FixtureCase) => void) => Promise<ReportView>): ExhibitDeeds {
  return {
    register: (report, order) => onCase(report, (found) => found.exhibit(me.signKey, order)),
    record: (report, order) => onCase(report, (found) => found.custody(me.signKey, order)),
    answer: (report, order) => onCase(report, (found) => found.answer(me.signKey, order)),
    read: async (_view, exhibit) => exhibit.files.map(({ sha256 }) => sha256),
  }
}

function fixtureConcerns(me: MemberView, onCase: (id: string, act: (found: FixtureCase) => void) => Promise<ReportView>): ConcernDeeds {
  return {
    findConflict: (id, { member, reason }) => onCase(id, (found) => found.conflict(me.signKey, { member, reason, stands: true })),
    endConflict: (id, { member, reason }) => onCase(id, (found) => found.conflict(me.signKey, { member, reason, stands: false })),
    askReferral: (id, order) => onCase(id, (found) => found.askSecond(me.signKey, order)), answerReferral: (id, answer) => onCase(id, (found) => found.answerSecond(me.signKey, answer)),
  }
}

function fixtureJournal(office: FixtureOffice, deed: <T>(act: () => T) => Promise<T>): JournalDeeds {
  return {
    standing: async () => office.readJournal(),
    proof: (view) => deed(() => ({ name: `proof-${view.conversation.docket.receivedDay}.json`, text: '{}\n' })),
  }
}

function checkCode(code: string): void {
  if (code !== FIXTURE_CODE) throw new Refusal('not-authenticated')
}

function later<T>(office: FixtureOffice, act: () => T): Promise<T> {
  return delayed(() => {
    const refusal = office.refuseNext
    office.refuseNext = null
    if (refusal !== null) throw refusal
    return act()
  })
}

async function delayed<T>(act: () => T): Promise<T> {
  await new Promise((resolve) => { setTimeout(resolve, DELAY_MS) })
  return act()
}
