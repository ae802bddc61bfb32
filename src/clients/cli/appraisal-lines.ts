import { fromBase64url, hex } from '#base/bytes.ts'
import type { AppraisalWords, Opinion } from '#domain/appraisal.ts'
import type { AppraisalItem } from '#domain/bodies.ts'
import { expertOf, type ToldAppraisal, type ToldStep } from '#sealing/open/export-appraisals.ts'
import { memberShown, type Showing } from './exhibit-view.ts'
import { fileLines, filesJson } from './file-lines.ts'
import type { Io } from './io.ts'
import { visible, visibleLine } from './visible.ts'

/** What was asked of an expert and what was answered, in lines: for whoever has a session, and for whoever has a bundle alone. */

type Telling = Omit<Showing, 'bundled'>

/** Everything that is said in an appraisal. */
export function saidLines(asked: AppraisalWords, showing: Telling): string[] {
  const { say } = showing
  return [
    ...(asked.again === null ? [] : [say['appraisal-of']({ id: asked.again })]), '', ...indented(asked.questions), '',
    ...asked.items.flatMap((item) => itemLines(asked, item, showing)),
    ...titled(say['appraisal-independence'], asked.independence), ...asked.words.flatMap(({ author, day, text }) => [
      say['appraisal-said']({ name: memberShown(author, showing), day }), ...(text === null ? [`  ${say['appraisal-unreadable']}`] : indented(text))]),
    ...asked.opinions.flatMap((each) => opinionLines(asked, each, showing)),
    ...titled(say['appraisal-ending'], asked.ending),
  ]
}

function itemLines({ files }: AppraisalWords, { number, description, files: own }: AppraisalItem, showing: Telling): string[] {
  return [
    showing.say['exhibit-head']({ number, description: visibleLine(description) }),
    ...files.filter(({ file }) => own.includes(file)).flatMap((file) => [
      ...fileLines([file], showing).map((line) => `  ${line}`), `    SHA-256 ${hex(fromBase64url(file.sha256) ?? new Uint8Array(0))}`]),
  ]
}

function opinionLines({ items }: AppraisalWords, { hash, author, day, supplements, breaks, findings, reviews }: Opinion, showing: Telling): string[] {
  const { say } = showing
  const by = { name: memberShown(author, showing), day, hash }
  return [
    say[supplements ? 'appraisal-supplement' : 'appraisal-opinion'](by), ...breaks.map((each) => `  ${say[`opinion-${each}`]}`),
    ...findings.flatMap(({ exhibit, finding, scale, method, reasons }) => [
      `  ${say['opinion-of']({ number: numberIn(items, exhibit) ?? '?', scale: visibleLine(scale) })}`, ...indented(finding), ...titled(`    ${say['opinion-method']}`, method), ...titled(`    ${say['opinion-reasons']}`, reasons)]),
    ...reviews.flatMap(({ author: who, day: on, verdict, reason }) => [`  ${say[`opinion-${verdict}`]({ name: memberShown(who, showing), day: on })}`, ...(reason === '' ? [] : indented(reason))]),
  ]
}

export function numberIn(items: readonly AppraisalItem[], exhibit: string): number | null {
  return items.find((item) => item.exhibit === exhibit)?.number ?? null
}

function titled(title: string, text: string | null): string[] {
  return text === null || text === '' ? [] : [title, ...indented(text)]
}

function indented(text: string): string[] {
  return visible(text).split('\n').map((line) => `    ${line}`)
}

/**
 * Each step with its author and its day, which the headers say, and with the identity what was asked and found.
 * @param members - what the author calls them; null from outside.
 */
export function appraisalsLines(appraisals: readonly ToldAppraisal[], members: Readonly<Record<string, string>> | null, { say, language }: Pick<Io, 'say' | 'language'>): string[] {
  if (appraisals.length === 0) return []
  const title = say[appraisals.some(({ words }) => words !== null) ? 'verify-appraisals-opened' : 'verify-appraisals-closed']
  return ['', title, '', ...appraisals.flatMap((each) => toldLines(each, { say, language, members: members ?? {}, keys: true }))]
}

/** One that left the office: each step with its author, its day and what was signed, then what was said, as far as it is here. */
export function toldLines(told: ToldAppraisal, showing: Telling): string[] {
  const { say } = showing
  const { id, exhibits, state, steps, isKeptBack, words } = told
  const expert = expertOf(told)
  return [
    say['told-appraisal']({ id, numbers: exhibits.length === 0 ? '—' : exhibits.join(', '), state: say[`appraisal-${state}`] }),
    ...(expert === null ? [] : [`  ${say['told-expert']({ name: memberShown(expert, showing) })}`]), ...(words === null ? [] : [`  ${say['appraisal-due']({ day: words.due })}`]),
    ...steps.map((step) => `  ${stepLine(step, showing)}`),
    ...(isKeptBack ? [`  ${say['told-kept-back']}`] : []), ...(words === null ? [] : saidLines(words, showing).map((line) => (line === '' ? '' : `  ${line}`))), '',
  ]
}

function stepLine({ kind, author, day, hash }: ToldStep, showing: Telling): string {
  const { say } = showing
  const name = memberShown(author, showing)
  switch (kind) {
    case 'appraisal': case 'appraisal-accepted': case 'appraisal-declined': case 'appraisal-word': case 'opinion': case 'appraisal-review': case 'appraisal-closed': case 'rekey': case 'grant':
      return say['told-step']({ day, step: say[`step-${kind}`], name, hash })
    default: return say['told-step']({ day, step: kind, name, hash })
  }
}

/** The same for programs, without the keys of files. */
export function toldJson({ words, ...told }: ToldAppraisal) {
  return { ...told, words: words === null ? null : { ...words, ...filesJson(words.files) } }
}
