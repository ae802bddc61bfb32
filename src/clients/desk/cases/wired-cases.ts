import { agree, allege, changeAllegation, dispose, excuse, giveCase, leadCase, leaveOutOfCase, moveCase, noteInCase, objectTo, planCase, readCase, titleCase } from '#clients/member/case-deeds.ts'
import { beginCase, joinReport, leaveCase, mergeCases, splitCase } from '#clients/member/case-moves.ts'
import { listCases } from '#clients/member/cases.ts'
import type { Session } from '#clients/member/session.ts'
import type { CaseDeeds } from './case-deeds.ts'

/** Fetched when somebody first looks at a case. */
export function wiredCases(session: Session): CaseDeeds {
  return {
    list: () => listCases(session),
    read: (id) => readCase(session, id),
    begin: (order, joining) => beginCase(session, order, joining),
    join: (id, joining) => joinReport(session, id, joining),
    leave: (id, report, reason) => leaveCase(session, id, { report, reason }),
    note: (id, text) => noteInCase(session, id, text),
    title: (id, title) => titleCase(session, id, title),
    plan: (id, plan) => planCase(session, id, plan),
    lead: (id, signKey) => leadCase(session, id, signKey),
    give: (id, signKey) => giveCase(session, id, signKey),
    leaveOut: (id, signKey) => leaveOutOfCase(session, id, signKey),
    allege: (id, order) => allege(session, id, order),
    change: (id, allegation, order) => changeAllegation(session, id, { allegation, ...order }),
    dispose: (id, allegation, order) => dispose(session, id, { allegation, ...order }),
    excuse: (id, report, order) => excuse(session, id, { report, ...order }),
    move: (id, order) => moveCase(session, id, order),
    agree: (id, deed) => agree(session, id, deed),
    object: (id, deed, reason) => objectTo(session, id, { deed, reason }),
    merge: (from, into) => mergeCases(session, from, into),
    split: (from, order) => splitCase(session, from, order),
  }
}
