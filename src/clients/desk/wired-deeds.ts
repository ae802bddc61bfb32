import * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'
import { changeAuthenticator, changePassphrase, changeRecoveryCode, endNamedSession, endOtherSessions, listAccess, proveByPassphrase, removePasskey } from '#clients/member/access.ts'
import { addPack, chooseIdentityTeams, closeChannel, closeLine, nameReaders, putChannel, putLine } from '#clients/member/channels.ts'
import { rememberOn } from '#clients/member/device-memory.ts'
import { askIdentity } from '#clients/member/ask-identity.ts'
import { approveDisclosure, listDisclosures, openIdentity, readDisclosure, readIdentity, refuseDisclosure } from '#clients/member/disclosure.ts'
import { enrol, readInvitation } from '#clients/member/enrol.ts'
import { eraseReport } from '#clients/member/erase.ts'
import { confirmMember, inviteMember, listInvitations } from '#clients/member/invite.ts'
import { fetchReportProof, readJournal } from '#clients/member/journal.ts'
import { logIn } from '#clients/member/log-in.ts'
import { forgetView, keepView, markOf, readViews } from '#clients/member/kept-views.ts'
import { passkeysPossible } from '#clients/member/passkey-ceremony.ts'
import { addPasskey, logInByPasskey, proveByPasskey } from '#clients/member/passkey.ts'
import { base32, checkPassphrase, newRecoveryCode, newTotpSecret, suggestPassphrase, totpUri } from '#clients/member/prepare.ts'
import { drill, holdersOf, openRecovery } from '#clients/member/recover.ts'
import { arrangeRecovery, giveTeamsToRecovery, myShare, recoveryView } from '#clients/member/recovery.ts'
import { finishRecovery, openByCode } from '#clients/member/recovery-code.ts'
import { changeRoles, handOver, removeMember } from '#clients/member/people.ts'
import { shareKeys } from '#clients/member/keyrings.ts'
import { listDockets } from '#clients/member/dockets.ts'
import { listQueue } from '#clients/member/queue.ts'
import { rekeyLogs } from '#clients/member/rekey-logs.ts'
import { changeState, missingToConclude } from '#clients/member/change-state.ts'
import { grantAccess, leaveOut, markSeen, openReportAsHandler, recuse, reply, setTitle, writeNote } from '#clients/member/report.ts'
import type { ReportView } from '#clients/member/member.ts'
import type { Session } from '#clients/member/session.ts'
import { checkSetUpLink, setUpOffice } from '#clients/member/set-up.ts'
import { triageReport } from '#clients/member/triage.ts'
import { admit, createTeam, foundTeams, giveKey, mendOffice, waitingHere } from '#clients/member/teams.ts'
import { bytesOf, httpApi, type Api } from '#clients/transport/api.ts'
import { proofFile } from '#sealing/proof/proof-file.ts'
import { openDirectory } from '#sealing/open/directory.ts'
import { decodeLogPage } from '#wire/log.ts'
import { installation } from '#wire/messages.ts'
import type { AccessDeeds } from './access/access-deeds.ts'
import type { AppraisalDeeds } from './appraisals/appraisal-deeds.ts'
import { caseDeedsThrough, type CaseDeeds } from './cases/case-deeds.ts'
import { browserMemory } from './browser-memory.ts'
import type { Deeds, DeskSession, OfficeChoice } from './deeds.ts'
import type { EnteringDeeds, KeptCallDeeds } from './entering/entering-deeds.ts'
import type { ExhibitDeeds } from './exhibits/exhibit-deeds.ts'
import type { LineDeeds } from './lines/line-deeds.ts'
import type { FileDeeds } from './report/file-deeds.ts'
import type { IdentityDeeds } from './identities/identity-deeds.ts'
import type { OfficeDeeds } from './office/office-deeds.ts'
import type { TemplateDeeds } from './templates/template-deeds.ts'
import type { ViewDeeds } from './queue/view-deeds.ts'
import type { NoticeDeeds } from './notices/notice-deeds.ts'
import type { ConcernDeeds } from './together/concern-deeds.ts'
import type { RetentionDeeds } from './retention/retention-deeds.ts'
import type { RecoveryDeeds } from './recovery/recovery-deeds.ts'
import type { TogetherDeeds } from './together/together-deeds.ts'
import type { Learning } from './search/wired-search.ts'

/** The desk's deeds done for real: by the member's client, against the server that this page came from. */
export function wiredDeeds(api: Api = httpApi('')): Deeds {
  return {
    prepare: { suggestPassphrase, checkPassphrase, newTotpSecret, totpUri, base32, newRecoveryCode },
    offices: () => findOffices(api),
    checkSetUpLink: (token) => checkSetUpLink(api, token),
    setUp: async (order) => wiredSession(await setUpOffice(api, order)),
    logIn: async (order) => wiredSession(await logIn(api, order)),
    passkeysPossible: passkeysPossible(),
    logInByPasskey: async () => wiredSession(await logInByPasskey(api)),
    recover: async (order) => {
      const opened = await openByCode(api, order)
      return { finish: async (fresh) => wiredSession((await finishRecovery(api, opened, fresh)).session) }
    },
    readInvitation: (fragment) => readInvitation(api, fragment),
    enrol: async (fragment, member) => (await enrol(api, fragment, member)).fingerprint,
  }
}

/** How long the desk waits for more to remember. */
const REMEMBER_AFTER_MS = 2000

async function wiredSession(session: Session): Promise<DeskSession> {
  await rememberOn(session, browserMemory(), REMEMBER_AFTER_MS)
  let searching: Promise<Learning> | null = null
  const search = (): Promise<Learning> => (searching ??= import('./search/wired-search.ts').then(({ wiredSearch }) => wiredSearch(session)))
  const learned = async (opening: Promise<ReportView>): Promise<ReportView> => {
    const view = await opening
    void search().then(({ learn }) => learn(view))
    return view
  }
  return {
    me: session.me, office: () => session.office(),
    refresh: () => session.refresh(),
    end: () => session.end(),
    ...wiredLists(session),
    openReport: (id) => learned(openReportAsHandler(session, id)),
    reply: (id, written) => learned(reply(session, id, written)),
    changeState: (id, order) => learned(changeState(session, id, order)), missingToConclude: (id) => missingToConclude(session, id),
    setUrgency: async (id, order) => learned((await import('#clients/member/urgency.ts')).setUrgency(session, id, order)),
    closeAlert: async (id, closing) => learned((await import('#clients/member/alert-deeds.ts')).closeAlert(session, id, closing)),
    upholdReferral: async (id, upholding) => learned((await import('#clients/member/objection-deeds.ts')).upholdReferral(session, id, upholding)),
    moveClock: async (id, order) => learned((await import('#clients/member/clock-deeds.ts')).moveClock(session, id, order)),
    writeNote: (id, note) => learned(writeNote(session, id, note)),
    async eraseReport(id, expectedLength) {
      const proof = await eraseReport(session, id, expectedLength)
      void search().then(({ forget }) => forget(id))
      return proof
    },
    setTitle: (id, title) => learned(setTitle(session, id, title)),
    triage: async (id, change) => triageReport(session, id, change),
    markSeen: async (id) => learned(markSeen(session, id)),
    grantAccess: (id, reader) => grantAccess(session, id, reader),
    leaveOut: (id, out) => leaveOut(session, id, out),
    async recuse(id, reason) {
      await recuse(session, id, reason)
      void search().then(({ forget }) => forget(id))
    },
    rekeyLogs: (onprogress, signal) => rekeyLogs(session, onprogress, signal),
    inviteMember: (order) => inviteMember(session, order),
    listInvitations: () => listInvitations(session),
    confirmMember: (invitation, compared) => confirmMember(session, invitation, compared),
    recovery: wiredRecovery(session),
    access: wiredAccess(session),
    audit: { look: async (onprogress) => (await import('#clients/member/audit-pages.ts')).lookAtAudit(session, onprogress) },
    administration: wiredOffice(session),
    identities: wiredIdentities(session),
    files: wiredFiles(session),
    entering: wiredEntries(session),
    exhibits: wiredExhibits(session),
    ...wiredWords(session, search),
    views: wiredViews(session),
    appraisals: wiredAppraisals(session), concerns: wiredConcerns(session),
    cases: lateCases(session), retention: wiredRetention(session), notices: wiredNotices(session), together: wiredTogether(session), lines: wiredLines(session),
    templates: wiredTemplates(session),
    journal: { standing: () => readJournal(session), proof: async (view) => proofFile(await fetchReportProof(session, view)) },
  }
}

function wiredLists(session: Session): Pick<DeskSession, 'listQueue' | 'listDockets'> {
  let sharing: Promise<void> = Promise.resolve()
  return {
    async listQueue(query) {
      const view = await listQueue(session, query)
      sharing = sharing.then(() => shareKeys(session)).catch(() => { /* the next device opens wraps instead */ })
      return view
    },
    listDockets: (onprogress) => listDockets(session, onprogress),
  }
}

/** Both know reports by the words that this device read. */
function wiredWords(session: Session, search: () => Promise<Learning>): Pick<DeskSession, 'search' | 'series'> {
  return {
    search: { catchUp: async (onprogress, ids) => (await search()).catchUp(onprogress, ids), find: async (line, how) => (await search()).find(line, how), marker: async (line) => (await search()).marker(line) },
    series: {
      byText: async () => (await search()).series(),
      newIn: async (id, others) => (await search()).newIn(id, others),
    },
  }
}

function wiredFiles(session: Session): FileDeeds {
  return {
    // Whoever has an upload's token may send it: no session goes along. What a reload loses is picked again.
    send: async (job, offer, watched) => (await import('./report/outgoing.ts')).outgoing.send(job, offer, { ...watched, notes: [], onNote: () => {} }),
    open: async (report, attachment) => (await import('#clients/member/log-file.ts')).openLogFile(session, report, attachment),
    fetch: async (report, attachment, watched) => (await import('#clients/member/log-file.ts')).fetchLogFile(session, report, { attachment, ...watched }),
  }
}

/** Each deed fetches what does it first. */
function wiredConcerns(session: Session): ConcernDeeds {
  const conflicts = () => import('#clients/member/conflicts.ts')
  const referral = () => import('#clients/member/second-referral.ts')
  return {
    findConflict: async (report, order) => (await conflicts()).findConflict(session, report, order),
    endConflict: async (report, order) => (await conflicts()).endConflict(session, report, order),
    askReferral: async (report, order) => (await referral()).askSecond(session, report, order),
    answerReferral: async (report, answer) => (await referral()).answerSecond(session, report, answer),
  }
}

function lateCases(session: Session): CaseDeeds {
  return caseDeedsThrough((pick) => async (...given) => pick((await import('./cases/wired-cases.ts')).wiredCases(session))(...given))
}

function wiredEntries(session: Session): EnteringDeeds {
  return {
    send: async (job, offer, watched) => (await import('./report/outgoing.ts')).outgoing.send(job, { ...offer, isApart: true }, { ...watched, notes: [], onNote: () => {} }),
    prepare: async (order) => (await import('./entering/wired-entering.ts')).wiredEntering(session).prepare(order),
    calls: wiredCalls(session),
  }
}

function wiredCalls(session: Session): KeptCallDeeds {
  const member = () => import('#clients/member/kept-call.ts')
  const memory = browserMemory()
  return {
    read: async () => (await member()).readCall(session, memory),
    keep: async (call) => (await member()).keepCall(session, memory, call),
    forget: async () => (await member()).forgetCall(session, memory),
  }
}

function wiredTemplates(session: Session): TemplateDeeds {
  return {
    list: async () => (await import('#clients/member/templates.ts')).listTemplates(session),
    put: async (wording, previous) => (await import('#clients/member/templates.ts')).putTemplate(session, wording, previous),
  }
}

function wiredViews(session: Session): ViewDeeds {
  const memory = browserMemory()
  return {
    read: () => readViews(session, memory), keep: (view) => keepView(session, memory, view), forget: (name) => forgetView(session, memory, name),
    markOf: (label) => markOf(session, label),
  }
}

function wiredRetention(session: Session): RetentionDeeds {
  return {
    set: async (rules) => (await import('#clients/member/retention.ts')).setRetention(session, rules),
    list: async (onsome, signal) => (await import('#clients/member/retention.ts')).listRetained(session, onsome, signal),
    erase: async (due, watched) => (await import('#clients/member/retention.ts')).eraseDue(session, due, watched),
  }
}

function wiredNotices(session: Session): NoticeDeeds {
  const member = () => import('#clients/member/notices.ts')
  return {
    read: async () => (await member()).readNotices(session),
    choose: async (choice) => (await member()).chooseNotices(session, choice),
    end: async () => (await member()).endNotices(session),
    addPush: async (device) => (await member()).addPushDevice(session, device),
    removePush: async (device) => (await member()).removePushDevice(session, device),
    test: async () => (await member()).testNotices(session),
    paged: async () => (await member()).readPaged(session),
    namePaged: async (members) => (await member()).namePaged(session, members),
  }
}

function wiredTogether(session: Session): TogetherDeeds {
  const presence = () => import('#clients/member/presence.ts')
  const absences = () => import('#clients/member/absences.ts')
  return {
    sayPresence: async (report, state) => (await presence()).sayPresence(session, report, state),
    leavePresence: async (report) => (await presence()).leavePresence(session, report),
    absences: async () => (await absences()).listAbsences(session),
    planAbsence: async (planned) => (await absences()).planAbsence(session, planned),
    endAbsence: async (of) => (await absences()).endAbsence(session, of),
  }
}

function wiredExhibits(session: Session): ExhibitDeeds {
  return {
    register: async (report, order) => (await import('#clients/member/exhibits.ts')).registerExhibit(session, report, order),
    record: async (report, order) => (await import('#clients/member/exhibits.ts')).recordCustody(session, report, order),
    answer: async (report, order) => (await import('#clients/member/exhibits.ts')).answerHanding(session, report, order),
    read: async (view, exhibit, watched) => (await import('#clients/member/exhibits.ts')).readExhibit(session, view, { exhibit, ...watched }),
  }
}

function wiredAppraisals(session: Session): AppraisalDeeds {
  const member = () => import('#clients/member/appraisals.ts')
  return {
    list: async () => (await member()).surveyAppraisals(session),
    read: async (id) => (await member()).readAppraisal(session, id),
    ask: async (report, order) => (await import('#clients/member/ask-appraisal.ts')).askAppraisal(session, report, order),
    accept: async (id, independence) => (await member()).acceptAppraisal(session, id, independence),
    decline: async (id, reason) => (await member()).declineAppraisal(session, id, reason),
    say: async (id, text) => (await member()).writeWord(session, id, text),
    give: async (id, findings) => (await member()).giveOpinion(session, id, findings),
    review: async (id, order) => (await member()).reviewOpinion(session, id, order),
    close: async (id, reason) => (await member()).closeAppraisal(session, id, reason),
  }
}

function wiredLines(session: Session): LineDeeds {
  const member = () => import('#clients/member/prompts.ts')
  const standing = () => import('#clients/member/line-standing.ts')
  return {
    standing: async () => (await standing()).readLineStanding(session),
    makeKey: async () => (await standing()).makeLineKey(session),
    endKey: async () => (await standing()).endLineKey(session),
    prompts: async () => (await member()).listPrompts(session),
    sound: async (sound) => (await member()).readPrompt(session, sound),
    putPrompts: async (changes, knowsLost) => (await member()).putPrompts(session, changes, knowsLost),
  }
}

function wiredAccess(session: Session): AccessDeeds {
  return {
    list: () => listAccess(session),
    prove: (by) => (by === 'passkey' ? proveByPasskey(session) : proveByPassphrase(session, by.passphrase)),
    addPasskey: (label) => addPasskey(session, label),
    removePasskey: (passkey) => removePasskey(session, passkey),
    endSession: (id) => endNamedSession(session, id),
    endOthers: () => endOtherSessions(session),
    changePassphrase: (passphrase) => changePassphrase(session, passphrase),
    changeRecoveryCode: (code) => changeRecoveryCode(session, code),
    changeAuthenticator: (authenticator) => changeAuthenticator(session, authenticator),
  }
}

function wiredRecovery(session: Session): RecoveryDeeds {
  return {
    view: () => recoveryView(session),
    arrange: (plan) => arrangeRecovery(session, plan),
    give: (compared) => giveTeamsToRecovery(session, compared),
    myShare: () => myShare(session),
    holdersOf: (typed) => holdersOf(session, typed),
    drill: (typed) => drill(session, typed),
    open: (typed) => openRecovery(session, typed),
  }
}

async function findOffices(api: Api): Promise<readonly OfficeChoice[]> {
  const response = await api.call({ route: 'read-installation' })
  const result = v.safeParse(installation, await response.json())
  if (!result.success) throw new Refusal('wrong-server')
  return Promise.all(result.output.offices.map((office) => describeOffice(api, office)))
}

/** The names as the office signed them; an office whose directory cannot be believed is still listed, by its id. */
async function describeOffice(api: Api, office: string): Promise<OfficeChoice> {
  try {
    const page = decodeLogPage(await bytesOf(await api.call({ route: 'read-directory', parameters: { office } })))
    const { body } = await openDirectory(office, page.entries)
    return { office, names: body.names }
  } catch (error) {
    if (error instanceof Refusal) return { office, names: null }
    throw error
  }
}

function wiredOffice(session: Session): OfficeDeeds {
  return {
    waiting: () => waitingHere(session),
    giveKey: async (waiting, compared) => {
      await giveKey(session, waiting, compared)
      await mendOffice(session)
    },
    removeMember: (signKey) => removeMember(session, signKey),
    changeRoles: (signKey, roles) => changeRoles(session, signKey, roles),
    handOver: (from, to) => handOver(session, { from, to }),
    admit: (admission) => admit(session, admission),
    createTeam: async (plan) => { await createTeam(session, plan) },
    addPack: (pack) => addPack(session, pack),
    putChannel: (plan) => putChannel(session, plan),
    closeChannel: (channel) => closeChannel(session, channel),
    putLine: (line) => putLine(session, line),
    closeLine: (line) => closeLine(session, line),
    nameReaders: (channel, people) => nameReaders(session, channel, people),
    mend: async () => {
      await foundTeams(session)
      await mendOffice(session)
    },
  }
}

function wiredIdentities(session: Session): IdentityDeeds {
  return {
    ask: (report, request) => askIdentity(session, report, request),
    list: () => listDisclosures(session),
    read: (id) => readDisclosure(session, id),
    approve: (id) => approveDisclosure(session, id),
    refuse: (id, reason) => refuseDisclosure(session, id, reason),
    open: (id) => openIdentity(session, id),
    reveal: (id) => readIdentity(session, id),
    chooseTeams: (teams) => chooseIdentityTeams(session, teams),
  }
}
