import { fromBase64url, hex } from '#base/bytes.ts'
import { sizeText } from '#base/size.ts'
import type { ReportView } from '#clients/member/member.ts'
import type { Session } from '#clients/member/session.ts'
import type { Custodian, Language } from '#domain/bodies.ts'
import { shownExhibit, type CustodyLink, type Exhibit } from '#domain/exhibits.ts'
import { exhibitFile } from '#sealing/open/bundle-manifest.ts'
import type { Words } from '#words/cli/generated/words.ts'
import { namesOf } from './desk-view.ts'
import { answer, type Io } from './io.ts'
import { visibleLine } from './visible.ts'

/** How exhibits are shown: in which words, and who the keys are. */
export interface Showing {
  readonly say: Words
  readonly language: Language
  readonly nameOf: (signKey: string) => string
  /** Whether the files are named as they lie in a bundle. */
  readonly bundled?: true
}

/** What the commands about exhibits answer: all of them, as they are then. */
export function tellExhibits(session: Session, view: ReportView, io: Io): void {
  const nameOf = namesOf(session)
  const members = Object.fromEntries(keysIn(view.exhibits).map((key) => [key, nameOf(key)]))
  answer(io, { report: view.id, deskLog: view.deskLog, exhibits: view.exhibits.map(shownExhibit), members }, () => (
    view.exhibits.length === 0 ? [io.say['exhibits-none']] : view.exhibits.flatMap((exhibit) => exhibitLines(exhibit, { say: io.say, language: io.language, nameOf }))))
}

/** The members who are named in exhibits, by their signing keys. */
export function keysIn(exhibits: readonly Exhibit[]): readonly string[] {
  const people = exhibits.flatMap(({ collector, holder, links }) => [collector, holder, ...links.flatMap(({ author, from, to }) => [{ member: author }, from, to])])
  return [...new Set(people.flatMap((each) => ('member' in each ? [each.member] : [])))]
}

/** An exhibit and its custody, from its registration on. */
export function exhibitLines(exhibit: Exhibit, showing: Showing): string[] {
  const { say, nameOf } = showing
  const { number, description, kind, copy, holder, ended, isWhole, links } = exhibit
  const name = shown(holder, nameOf)
  const where = ended === null ? say['exhibit-holder']({ name }) : ended === 'return' ? say['exhibit-ended-return']({ name }) : say['exhibit-ended-destroy']
  return [
    say['exhibit-head']({ number, description: visibleLine(description) }),
    `  ${[say[`exhibit-kind-${kind}`], say[copy ? 'exhibit-copy' : 'exhibit-original'], where, say[isWhole ? 'exhibit-whole' : 'exhibit-gap']].join(' · ')}`,
    ...originLines(exhibit, say), ...fileLines(exhibit, showing),
    ...links.flatMap((link) => linkLines(link, showing)), '',
  ]
}

function originLines({ parent, recording }: Exhibit, say: Words): string[] {
  const lines: string[] = []
  if (parent !== null) {
    const tool = [parent.tool, parent.version].filter((part) => part !== '').map(visibleLine).join(' ')
    const how = { transform: say[`transform-${parent.transform}`], tool: tool === '' ? '' : ` · ${tool}` }
    lines.push(parent.number === null ? say['exhibit-parent-unknown'](how) : say['exhibit-parent']({ ...how, number: parent.number }))
  }
  if (recording !== null) lines.push(say['exhibit-recording']({ device: visibleLine(recording.device), seconds: recording.clockOffsetSeconds }))
  return lines.map((line) => `  ${line}`)
}

function fileLines({ number, files }: Exhibit, { say, language, bundled }: Showing): string[] {
  return files.flatMap(({ name, type, sizeBytes, sha256 }, index) => [
    `  ${bundled === true ? `${exhibitFile(number, index)}  ` : ''}${say['exhibit-file']({ name: visibleLine(name), type, size: sizeText(sizeBytes, language) })}`,
    // In hex, as every tool prints it.
    `    SHA-256 ${hex(fromBase64url(sha256) ?? new Uint8Array(0))}`,
  ])
}

function linkLines({ action, at, from, to, reason, place, seal, checked, author, day, hash, breaks }: CustodyLink, { say, nameOf }: Showing): string[] {
  const who = { at: at.replace('T', ' ').replace('Z', ' UTC'), action: say[`custody-${action}`], from: shown(from, nameOf), to: shown(to, nameOf) }
  return [
    `  ${action === 'register' ? say['custody-register-line'](who) : say['custody-line'](who)}`,
    ...[
      ...(reason === '' ? [] : [say['custody-reason']({ reason: visibleLine(reason) })]),
      ...(place === '' ? [] : [say['custody-place']({ place: visibleLine(place) })]),
      ...(seal === '' ? [] : [say['custody-seal']({ seal: visibleLine(seal) })]),
      ...(checked ? [say['custody-checked']] : []),
      say['custody-signed']({ name: visibleLine(nameOf(author)), day, hash }),
      ...breaks.map((each) => say['custody-break']({ break: say[`break-${each}`] })),
    ].map((line) => `    ${line}`),
  ]
}

function shown(custodian: Custodian, nameOf: Showing['nameOf']): string {
  return visibleLine('name' in custodian ? custodian.name : nameOf(custodian.member) || custodian.member)
}
