import { fromBase64url, hex } from '#base/bytes.ts'
import type { AppraisalView } from '#clients/member/appraisals.ts'
import type { Session } from '#clients/member/session.ts'
import type { AppraisalWords, Opinion } from '#domain/appraisal.ts'
import type { AppraisalItem } from '#domain/bodies.ts'
import type { Words } from '#words/cli/generated/words.ts'
import { namesOf } from './desk-view.ts'
import { fileLines, filesJson } from './file-lines.ts'
import type { Io } from './io.ts'
import { visible, visibleLine } from './visible.ts'

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

function numberIn(items: readonly AppraisalItem[], exhibit: string): number | null {
  return items.find((item) => item.exhibit === exhibit)?.number ?? null
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
  const { say } = io
  const { asked } = view
  const head = [headLine(session, view, io), say['appraisal-asker']({ name: visibleLine(namesOf(session)(view.asker)) })]
  if (asked === null) return head
  return [
    ...head, ...(asked.again === null ? [] : [say['appraisal-of']({ id: asked.again })]), '', ...indented(asked.questions), '',
    ...asked.items.flatMap((item) => itemLines(asked, item, io)),
    ...told(say['appraisal-independence'], asked.independence), ...asked.words.flatMap(({ author, day, text }) => [
      say['appraisal-said']({ name: visibleLine(namesOf(session)(author)), day }), ...(text === null ? [`  ${say['appraisal-unreadable']}`] : indented(text))]),
    ...asked.opinions.flatMap((each) => opinionLines(session, asked, { opinion: each, say })),
    ...told(say['appraisal-ending'], asked.ending),
  ]
}

function itemLines({ files }: AppraisalWords, { number, description, files: own }: AppraisalItem, io: Io): string[] {
  return [
    io.say['exhibit-head']({ number, description: visibleLine(description) }),
    ...files.filter(({ file }) => own.includes(file)).flatMap((file) => [
      ...fileLines([file], io).map((line) => `  ${line}`), `    SHA-256 ${hex(fromBase64url(file.sha256) ?? new Uint8Array(0))}`]),
  ]
}

function opinionLines(session: Session, { items }: AppraisalWords, { opinion, say }: { readonly opinion: Opinion; readonly say: Words }): string[] {
  const nameOf = namesOf(session)
  const { hash, author, day, supplements, breaks, findings, reviews } = opinion
  const by = { name: visibleLine(nameOf(author)), day, hash }
  return [
    say[supplements ? 'appraisal-supplement' : 'appraisal-opinion'](by), ...breaks.map((each) => `  ${say[`opinion-${each}`]}`),
    ...findings.flatMap(({ exhibit, finding, scale, method, reasons }) => [
      `  ${say['opinion-of']({ number: numberIn(items, exhibit) ?? '?', scale: visibleLine(scale) })}`, ...indented(finding), ...told(`    ${say['opinion-method']}`, method), ...told(`    ${say['opinion-reasons']}`, reasons)]),
    ...reviews.flatMap(({ author: who, day: on, verdict, reason }) => [`  ${say[`opinion-${verdict}`]({ name: visibleLine(nameOf(who)), day: on })}`, ...(reason === '' ? [] : indented(reason))]),
  ]
}

function told(title: string, text: string | null): string[] {
  return text === null || text === '' ? [] : [title, ...indented(text)]
}

function indented(text: string): string[] {
  return visible(text).split('\n').map((line) => `    ${line}`)
}
