import type { DeskSession } from './deeds.ts'
import type { FileDeeds } from './report/file-deeds.ts'
import type { IdentityDeeds } from './identities/identity-deeds.ts'
import type { OfficeDeeds } from './office/office-deeds.ts'
import type { LineDeeds } from './lines/line-deeds.ts'
import type { ViewDeeds } from './queue/view-deeds.ts'
import type { RecoveryDeeds } from './recovery/recovery-deeds.ts'
import type { NoticeDeeds } from './notices/notice-deeds.ts'
import type { RetentionDeeds } from './retention/retention-deeds.ts'
import type { TogetherDeeds } from './together/together-deeds.ts'
import type { AccessDeeds } from './access/access-deeds.ts'
import type { AppraisalDeeds } from './appraisals/appraisal-deeds.ts'
import type { SeriesDeeds } from './series/series-deeds.ts'
import { caseDeedsThrough } from './cases/case-deeds.ts'
import { isRefusal } from './refusal-words.ts'

/** The same session, which tells once when the server or a long pause has ended it. The refusal goes on to the caller all the same. */
export function watched(session: DeskSession, onended: () => void): DeskSession {
  const watch = async <T>(deed: Promise<T>): Promise<T> => {
    try {
      return await deed
    } catch (error) {
      if (isRefusal(error, 'session-ended')) onended()
      throw error
    }
  }
  return {
    me: session.me, office: () => session.office(),
    refresh: () => watch(session.refresh()),
    end: () => session.end(),
    listQueue: (query) => watch(session.listQueue(query)), listDockets: (onprogress) => watch(session.listDockets(onprogress)),
    openReport: (id) => watch(session.openReport(id)),
    reply: (id, written) => watch(session.reply(id, written)),
    changeState: (id, order) => watch(session.changeState(id, order)), missingToConclude: (id) => watch(session.missingToConclude(id)),
    moveClock: (id, order) => watch(session.moveClock(id, order)),
    setUrgency: (id, order) => watch(session.setUrgency(id, order)),
    closeAlert: (id, closing) => watch(session.closeAlert(id, closing)),
    upholdReferral: (id, upholding) => watch(session.upholdReferral(id, upholding)),
    writeNote: (id, note) => watch(session.writeNote(id, note)),
    eraseReport: (id, expectedLength) => watch(session.eraseReport(id, expectedLength)),
    setTitle: (id, title) => watch(session.setTitle(id, title)),
    triage: (id, change) => watch(session.triage(id, change)),
    markSeen: (id) => watch(session.markSeen(id)),
    grantAccess: (id, reader) => watch(session.grantAccess(id, reader)),
    leaveOut: (id, out) => watch(session.leaveOut(id, out)),
    recuse: (id, reason) => watch(session.recuse(id, reason)),
    rekeyLogs: (onprogress, signal) => watch(session.rekeyLogs(onprogress, signal)),
    inviteMember: (order) => watch(session.inviteMember(order)),
    listInvitations: () => watch(session.listInvitations()),
    confirmMember: (invitation, compared) => watch(session.confirmMember(invitation, compared)),
    recovery: watchedRecovery(session.recovery, watch),
    access: watchedAccess(session.access, watch),
    audit: { look: (onprogress) => watch(session.audit.look(onprogress)) },
    administration: watchedOffice(session.administration, watch),
    identities: watchedIdentities(session.identities, watch),
    files: watchedFiles(session.files, watch),
    entering: {
      send: (job, offer, watching) => watch(session.entering.send(job, offer, watching)),
      prepare: async (order) => {
        const ready = await watch(session.entering.prepare(order))
        return { send: () => watch(ready.send()) }
      },
      calls: session.entering.calls,
    },
    exhibits: watchedExhibits(session.exhibits, watch),
    search: { catchUp: (onprogress, ids) => watch(session.search.catchUp(onprogress, ids)), find: (line, how) => watch(session.search.find(line, how)), marker: (line) => session.search.marker(line) },
    series: watchedSeries(session.series, watch),
    views: watchedViews(session.views, watch),
    appraisals: watchedAppraisals(session.appraisals, watch), concerns: watchedConcerns(session.concerns, watch),
    cases: caseDeedsThrough((pick) => (...given) => watch(pick(session.cases)(...given))), retention: watchedRetention(session.retention, watch), notices: watchedNotices(session.notices, watch),
    together: watchedTogether(session.together, watch), lines: watchedLines(session.lines, watch),
    templates: { list: () => watch(session.templates.list()), put: (wording, previous) => watch(session.templates.put(wording, previous)) },
    journal: { standing: () => watch(session.journal.standing()), proof: (view) => watch(session.journal.proof(view)) },
  }
}

type Watch = <T>(deed: Promise<T>) => Promise<T>

/** Leaving is said behind the back of whoever left: a session that is over by then is no news. */
function watchedTogether(deeds: TogetherDeeds, watch: Watch): TogetherDeeds {
  return {
    sayPresence: (report, state) => watch(deeds.sayPresence(report, state)),
    leavePresence: (report) => deeds.leavePresence(report),
    absences: () => watch(deeds.absences()),
    planAbsence: (planned) => watch(deeds.planAbsence(planned)),
    endAbsence: (of) => watch(deeds.endAbsence(of)),
  }
}

function watchedExhibits(deeds: DeskSession['exhibits'], watch: Watch): DeskSession['exhibits'] {
  return {
    register: (report, order) => watch(deeds.register(report, order)),
    record: (report, order) => watch(deeds.record(report, order)),
    answer: (report, order) => watch(deeds.answer(report, order)),
    read: (view, exhibit, watching) => watch(deeds.read(view, exhibit, watching)),
  }
}

function watchedConcerns(deeds: DeskSession['concerns'], watch: Watch): DeskSession['concerns'] {
  return {
    findConflict: (report, order) => watch(deeds.findConflict(report, order)), endConflict: (report, order) => watch(deeds.endConflict(report, order)),
    askReferral: (report, order) => watch(deeds.askReferral(report, order)), answerReferral: (report, answer) => watch(deeds.answerReferral(report, answer)),
  }
}

function watchedFiles(deeds: FileDeeds, watch: Watch): FileDeeds {
  return {
    send: (job, offer, watching) => watch(deeds.send(job, offer, watching)),
    open: (report, attachment) => watch(deeds.open(report, attachment)),
    fetch: (report, attachment, watching) => watch(deeds.fetch(report, attachment, watching)),
  }
}

function watchedSeries(deeds: SeriesDeeds, watch: Watch): SeriesDeeds {
  return {
    byText: () => watch(deeds.byText()),
    newIn: (id, others) => watch(deeds.newIn(id, others)),
  }
}

function watchedViews(deeds: ViewDeeds, watch: Watch): ViewDeeds {
  return { read: () => watch(deeds.read()), keep: (view) => watch(deeds.keep(view)), forget: (name) => watch(deeds.forget(name)), markOf: (label) => deeds.markOf(label) }
}

function watchedNotices(deeds: NoticeDeeds, watch: Watch): NoticeDeeds {
  return {
    read: () => watch(deeds.read()),
    choose: (choice) => watch(deeds.choose(choice)),
    end: () => watch(deeds.end()),
    addPush: (device) => watch(deeds.addPush(device)),
    removePush: (device) => watch(deeds.removePush(device)),
    test: () => watch(deeds.test()),
    paged: () => watch(deeds.paged()),
    namePaged: (members) => watch(deeds.namePaged(members)),
  }
}

function watchedLines(deeds: LineDeeds, watch: Watch): LineDeeds {
  return {
    prompts: () => watch(deeds.prompts()), sound: (sound) => watch(deeds.sound(sound)), putPrompts: (changes, knowsLost) => watch(deeds.putPrompts(changes, knowsLost)),
    standing: () => watch(deeds.standing()), makeKey: () => watch(deeds.makeKey()), endKey: () => watch(deeds.endKey()),
  }
}

function watchedRetention(deeds: RetentionDeeds, watch: Watch): RetentionDeeds {
  return {
    set: (rules) => watch(deeds.set(rules)),
    list: (onsome, signal) => watch(deeds.list(onsome, signal)),
    erase: (due, watching) => watch(deeds.erase(due, watching)),
  }
}

function watchedRecovery(deeds: RecoveryDeeds, watch: Watch): RecoveryDeeds {
  return {
    view: () => deeds.view(),
    arrange: (plan) => watch(deeds.arrange(plan)),
    give: (compared) => watch(deeds.give(compared)),
    myShare: () => watch(deeds.myShare()),
    holdersOf: (typed) => deeds.holdersOf(typed),
    drill: (typed) => watch(deeds.drill(typed)),
    open: (typed) => watch(deeds.open(typed)),
  }
}

function watchedAppraisals(deeds: AppraisalDeeds, watch: Watch): AppraisalDeeds {
  return {
    list: () => watch(deeds.list()),
    read: (id) => watch(deeds.read(id)),
    ask: (report, order) => watch(deeds.ask(report, order)),
    accept: (id, independence) => watch(deeds.accept(id, independence)),
    decline: (id, reason) => watch(deeds.decline(id, reason)),
    say: (id, text) => watch(deeds.say(id, text)),
    give: (id, findings) => watch(deeds.give(id, findings)),
    review: (id, order) => watch(deeds.review(id, order)),
    close: (id, reason) => watch(deeds.close(id, reason)),
  }
}

function watchedAccess(deeds: AccessDeeds, watch: Watch): AccessDeeds {
  return {
    list: () => watch(deeds.list()),
    prove: (by) => watch(deeds.prove(by)),
    addPasskey: (label) => watch(deeds.addPasskey(label)),
    removePasskey: (passkey) => watch(deeds.removePasskey(passkey)),
    endSession: (id) => watch(deeds.endSession(id)),
    endOthers: () => watch(deeds.endOthers()),
    changePassphrase: (passphrase) => watch(deeds.changePassphrase(passphrase)),
    changeRecoveryCode: (code) => watch(deeds.changeRecoveryCode(code)),
    changeAuthenticator: (authenticator) => watch(deeds.changeAuthenticator(authenticator)),
  }
}

function watchedOffice(deeds: OfficeDeeds, watch: Watch): OfficeDeeds {
  return {
    waiting: () => deeds.waiting(),
    giveKey: (waiting, compared) => watch(deeds.giveKey(waiting, compared)),
    removeMember: (signKey) => watch(deeds.removeMember(signKey)),
    changeRoles: (signKey, roles) => watch(deeds.changeRoles(signKey, roles)),
    handOver: (from, to) => watch(deeds.handOver(from, to)),
    admit: (admission) => watch(deeds.admit(admission)),
    createTeam: (plan) => watch(deeds.createTeam(plan)),
    addPack: (pack) => watch(deeds.addPack(pack)),
    putChannel: (plan) => watch(deeds.putChannel(plan)),
    closeChannel: (channel) => watch(deeds.closeChannel(channel)),
    putLine: (line) => watch(deeds.putLine(line)),
    closeLine: (line) => watch(deeds.closeLine(line)),
    nameReaders: (channel, people) => watch(deeds.nameReaders(channel, people)),
    mend: () => watch(deeds.mend()),
  }
}

function watchedIdentities(deeds: IdentityDeeds, watch: Watch): IdentityDeeds {
  return {
    ask: (report, request) => watch(deeds.ask(report, request)),
    list: () => watch(deeds.list()),
    read: (id) => watch(deeds.read(id)),
    approve: (id) => watch(deeds.approve(id)),
    refuse: (id, reason) => watch(deeds.refuse(id, reason)),
    open: (id) => watch(deeds.open(id)),
    reveal: (id) => watch(deeds.reveal(id)),
    chooseTeams: (teams) => watch(deeds.chooseTeams(teams)),
  }
}
