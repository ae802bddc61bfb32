import type { AppraisalView } from '#clients/member/appraisals.ts'
import type { Session } from '#clients/member/session.ts'
import type { AppraisalWords, Opinion } from '#domain/appraisal.ts'
import type { AppraisalItem } from '#domain/bodies.ts'
import { numberIn, saidLines } from './appraisal-lines.ts'
import { namesOf } from './desk-view.ts'
import { filesJson } from './file-lines.ts'
import type { Io } from './io.ts'
import { visibleLine } from './visible.ts'

/** Appraisals as `desk appraisal` tells them: without the keys of files. */

export function appraisalJson(session: Session, { id, report, part, state, asker, askedDay, expert, asked, next }: AppraisalView) {
  const nameOf = namesOf(session)
  const who = asked?.expert ?? expert
  return {
    id, report, part, state, next, asker: { key: asker, name: nameOf(asker) }, askedDay, expert: who === null ? null : { key: who, name: nameOf(who) },
    asked: asked === null ? null : {
      due: asked.due, questions: asked.questions, again: asked.again, independence: asked.independence, ending: asked.ending,
      items: asked.items.map((item) => ({ ...item, ...filesOf(asked, item) })),
      words: asked.words.map(({ author, day, text }) => ({ author, name: nameOf(author), day, text })),
      opinions: asked.opinions.map((each) => opinionJson(asked, each, nameOf)),
    },
  }
}

function opinionJson({ items }: AppraisalWords, { hash, author, day, supplements, breaks, findings, reviews }: Opinion, nameOf: (key: string) => string) {
  return {
    hash, author, name: nameOf(author), day, supplements, breaks,
    findings: findings.map((each) => ({ number: numberIn(items, each.exhibit), ...each })),
    reviews: reviews.map(({ author: by, day: on, verdict, reason }) => ({ author: by, name: nameOf(by), day: on, verdict, reason })),
  }
}

function filesOf({ files }: AppraisalWords, item: AppraisalItem): ReturnType<typeof filesJson> {
  return filesJson(files.filter(({ file }) => item.files.includes(file)))
}

export function listLines(session: Session, views: readonly AppraisalView[], io: Io): string[] {
  return views.length === 0 ? [io.say['appraisals-none']] : views.map((view) => headLine(session, view, io))
}

function headLine(session: Session, { id, state, asked, askedDay, expert }: AppraisalView, { say }: Io): string {
  const name = visibleLine(namesOf(session)(asked?.expert ?? expert ?? ''))
  return [id, say['appraisal-head']({ day: askedDay, name, state: say[`appraisal-${state}`] }), ...(asked === null ? [say['appraisal-unreadable']] : [say['appraisal-due']({ day: asked.due })])].join('  ')
}

export function appraisalLines(session: Session, view: AppraisalView, io: Io): string[] {
  const { say, language } = io
  const { asked } = view
  const members = Object.fromEntries(session.office().members.map(({ signKey, name }) => [signKey, name]))
  const head = [headLine(session, view, io), say['appraisal-asker']({ name: visibleLine(namesOf(session)(view.asker)) })]
  return asked === null ? head : [...head, ...saidLines(asked, { say, language, members })]
}
