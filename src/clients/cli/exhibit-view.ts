import { fromBase64url, hex } from '#base/bytes.ts'
import { sizeText } from '#base/size.ts'
import type { ReportView } from '#clients/member/member.ts'
import type { Session } from '#clients/member/session.ts'
import type { Custodian, Language } from '#domain/bodies.ts'
import { isOnlyUncertain, shownExhibit, unconfirmed, type CustodyLink, type ShownExhibit, type UnreadableExhibit } from '#domain/exhibits.ts'
import { exhibitFile, keysIn } from '#sealing/open/bundle-manifest.ts'
import type { Words } from '#words/cli/generated/words.ts'
import { namesOf } from './desk-view.ts'
import { answer, type Io } from './io.ts'
import { visibleLine } from './visible.ts'

/** How exhibits are shown: in which words, and who the keys are. */
export interface Showing {
  readonly say: Words
  readonly language: Language
  /** What members are called, by signing key. Two may be called the same. */
  readonly members: Readonly<Record<string, string>>
  /** Whether every member's key is begun beside the name: where the name is somebody's word. */
  readonly keys?: true
  /** Whether the files are named as they lie in a bundle. */
  readonly bundled?: true
}

/** What the commands about exhibits answer: all of them, as they are then. */
export function tellExhibits(session: Session, view: ReportView, io: Io): void {
  const nameOf = namesOf(session)
  const members = Object.fromEntries(keysIn(view.exhibits).map((key) => [key, nameOf(key)]))
  const everybody = Object.fromEntries(session.office().members.map(({ signKey, name }) => [signKey, name]))
  const { unreadableExhibits } = view
  answer(io, { report: view.id, deskLog: view.deskLog, exhibits: view.exhibits.map(shownExhibit), unreadable: unreadableExhibits, members }, () => {
    const showing = { say: io.say, language: io.language, members: everybody }
    const lines = [...unreadableExhibits.map((each) => unreadableLine(each, showing)), ...view.exhibits.flatMap((exhibit) => exhibitLines(exhibit, showing))]
    return lines.length === 0 ? [io.say['exhibits-none']] : lines
  })
}

function unreadableLine({ claimed, author, day, hash, numbers }: UnreadableExhibit, showing: Showing): string {
  const what = { name: shown({ member: author }, showing), day, hash, numbers: numbers.join(' ') }
  return showing.say[claimed === 'exhibit' ? 'exhibits-unreadable-exhibit' : numbers.length === 0 ? 'exhibits-unreadable-none' : 'exhibits-unreadable-custody'](what)
}

/** An exhibit and its custody, from its registration on. */
export function exhibitLines(exhibit: ShownExhibit, showing: Showing): string[] {
  const { say } = showing
  const { number, description, kind, copy, holder, ended, isWhole, links } = exhibit
  const name = shown(holder, showing)
  const standing = isWhole ? 'exhibit-whole' : isOnlyUncertain(exhibit) ? 'exhibit-uncertain' : 'exhibit-gap'
  const where = ended === null ? say['exhibit-holder']({ name }) : ended === 'return' ? say['exhibit-ended-return']({ name }) : say['exhibit-ended-destroy']
  return [
    say['exhibit-head']({ number, description: visibleLine(description) }),
    `  ${[say[`exhibit-kind-${kind}`], say[copy ? 'exhibit-copy' : 'exhibit-original'], where, say[standing], ...(unconfirmed(exhibit) === null ? [] : [say['exhibit-unconfirmed']])].join(' · ')}`,
    ...originLines(exhibit, say), ...fileLines(exhibit, showing),
    ...links.flatMap((link) => linkLines(link, showing)), '',
  ]
}

function originLines({ parent, recording }: ShownExhibit, say: Words): string[] {
  const lines: string[] = []
  if (parent !== null) {
    const tool = [parent.tool, parent.version].filter((part) => part !== '').map(visibleLine).join(' ')
    const how = { transform: say[`transform-${parent.transform}`], tool: tool === '' ? '' : ` · ${tool}` }
    lines.push(parent.number === null ? say['exhibit-parent-unknown'](how) : say['exhibit-parent']({ ...how, number: parent.number }))
  }
  if (recording !== null) lines.push(say['exhibit-recording']({ device: visibleLine(recording.device), seconds: recording.clockOffsetSeconds }))
  return lines.map((line) => `  ${line}`)
}

function fileLines({ number, files }: ShownExhibit, { say, language, bundled }: Showing): string[] {
  return files.flatMap(({ name, type, sizeBytes, sha256 }, index) => [
    `  ${bundled === true ? `${exhibitFile(number, index)}  ` : ''}${say['exhibit-file']({ name: visibleLine(name), type: visibleLine(type), size: sizeText(sizeBytes, language) })}`,
    // In hex, as every tool prints it.
    `    SHA-256 ${hex(fromBase64url(sha256) ?? new Uint8Array(0))}`,
  ])
}

function linkLines({ action, at, from, to, reason, place, seal, checked, author, day, hash, receipt, handing, breaks }: CustodyLink, showing: Showing): string[] {
  const { say } = showing
  const who = { at: at.replace('T', ' ').replace('Z', ' UTC'), action: action === 'unreadable' ? '' : say[`custody-${action}`], from: shown(from, showing), to: shown(to, showing) }
  return [
    `  ${action === 'unreadable' ? say['custody-unreadable'] : action === 'register' ? say['custody-register-line'](who) : say['custody-line'](who)}`,
    ...[
      ...(reason === '' ? [] : [say['custody-reason']({ reason: visibleLine(reason) })]),
      ...(place === '' ? [] : [say['custody-place']({ place: visibleLine(place) })]),
      ...(seal === '' ? [] : [say['custody-seal']({ seal: visibleLine(seal) })]),
      ...(checked ? [say['custody-checked']] : []),
      say['custody-signed']({ name: shown({ member: author }, showing), day, hash }),
      ...(handing === null ? [] : [say['custody-answers']({ hash: handing })]),
      ...(receipt === null ? [] : [say[`receipt-${receipt}`]({ name: shown(to, showing) })]),
      ...breaks.map((each) => say['custody-break']({ break: say[`break-${each}`] })),
    ].map((line) => `    ${line}`),
  ]
}

/** Of a key: more than anybody finds a second key to by trying. */
const KEY_CHARACTERS = 12

/** Whoever is outside is marked so: anybody may be called as a member is. */
function shown(custodian: Custodian, showing: Showing): string {
  if ('name' in custodian) return showing.say['custodian-outside']({ name: visibleLine(custodian.name) })
  return memberShown(custodian.member, showing)
}

/** A member's name; with the beginning of the key where another member has that name too. */
export function memberShown(key: string, { say, members, keys }: Pick<Showing, 'say' | 'members' | 'keys'>): string {
  const name = plainName(members[key] ?? '')
  if (name === '') return key
  const isShared = Object.entries(members).some(([other, called]) => other !== key && plainName(called) === name)
  return keys === true || isShared ? say['custodian-key']({ name, key: key.slice(0, KEY_CHARACTERS) }) : name
}

function plainName(name: string): string {
  return visibleLine(name).normalize('NFKC').trim()
}
