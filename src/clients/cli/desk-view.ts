import type { EnteredView, ReportView } from '#clients/member/member.ts'
import { reportHashes } from '#clients/member/report-hashes.ts'
import type { Session } from '#clients/member/session.ts'
import { isPlain, type Note, type Turn } from '#domain/conversation.ts'
import { nextStatesOf, type Docket } from '#domain/docket.ts'
import type { ReferralAsked } from '#domain/second.ts'
import { reopenedOn } from '#domain/reopening.ts'
import type { Triage } from '#domain/triage.ts'
import { clockJson } from './desk-clocks.ts'
import { fileLines, filesJson } from './file-lines.ts'
import type { Io } from './io.ts'
import { reasonWords, stateWords } from './names.ts'
import { minutesJson, transcriptsJson, writtenJson } from './reporter-side.ts'
import { alertJson, objectionJson, objectionLines, raisedMarks, retaliationJson, retaliationLines } from './retaliation-lines.ts'
import { visible, visibleLine } from './visible.ts'

/** Everything a handler may know of one report, as `desk open` and every deed on it answer. */
export function reportJson(session: Session, view: ReportView) {
  const { conversation, desk, next, chain, readers } = view
  const { docket, answers, language, provenance, contactWelcome, turns } = conversation
  const { state, channel, team, urgent, receivedDay, acknowledgedDay, lastFrom, lastDay } = docket
  const nameOf = namesOf(session)
  return {
    id: view.id, title: view.title, state, nextStates: nextStatesOf(docket), nextDate: next?.day ?? null, nextReason: next?.reason ?? null, clocks: view.clocks.map((clock) => clockJson(view.id, clock)),
    receivedDay, acknowledgedDay, urgent, channel, team, lastFrom, lastDay, language, provenance, contactWelcome, answers, ...enteredJson(view, nameOf), ...minutesJson(conversation.minutes), ...transcriptsJson(conversation.transcripts), ...alertJson(docket.events), ...objectionJson(docket.events),
    entries: turns.map((turn) => ({
      seq: turn.seq, from: turn.from, kind: turn.kind, day: turn.day, text: turn.text, language: turn.language,
      ...(turn.from === 'office' ? { author: turn.author, name: nameOf(turn.author) } : {}),
      ...(turn.provenance === null ? {} : { provenance: turn.provenance }), ...(turn.state === undefined ? {} : { state: turn.state }),
      ...(turn.referredTo === undefined ? {} : { referredTo: turn.referredTo }), ...(turn.clock === undefined ? {} : { clock: turn.clock }), ...(turn.urgent === undefined ? {} : { urgent: turn.urgent }), ...(turn.identity === undefined ? {} : { identity: true }), ...writtenJson(turn), ...(turn.wantsErasure === true ? { wantsErasure: true } : {}), ...retaliationJson(turn), ...filesJson(turn.files),
    })),
    notes: desk.notes.map(({ seq, author, day, text, reportHead, handedTo, mentions, recusal, excuses, conflict, unreadable, suspect, files }) => ({
      seq, day, author, name: nameOf(author), text, reportHead, ...(handedTo === undefined ? {} : { handedTo }), ...(mentions === undefined ? {} : { mentions }), ...(recusal === undefined ? {} : { recusal }), ...(excuses === undefined ? {} : { excuses }), ...(conflict === undefined ? {} : { conflict }), ...(unreadable === undefined ? {} : { unreadable }), ...(suspect === undefined ? {} : { suspect }), ...filesJson(files),
    })),
    ...triageJson(desk.triage, nameOf), handOver: desk.handOver === null ? null : { ...desk.handOver, name: nameOf(desk.handOver.by) }, asked: view.desk.asked, recusals: view.recusals, overlooked: view.overlooked, unseconded: view.isUnseconded, referralAsked: askedJson(desk.secondApprovals.waiting, nameOf), reopened: reopenedOn(docket.events), chain, readers,
  }
}

/** How it came, where it was taken down. `proved`: the member named signed for it. */
function enteredJson({ conversation, entered, isDatedBack }: ReportView, nameOf: (signKey: string) => string) {
  if (entered === null) return isDatedBack ? { datedBack: true } : {}
  const { arrival, member, isProved } = entered
  return { entered: { arrival, by: member, name: nameOf(member), proved: isProved, answerable: conversation.entered?.answerable !== false, ...(conversation.entered?.recorded === undefined ? {} : { recorded: conversation.entered.recorded }) }, ...(isDatedBack ? { datedBack: true } : {}) }
}

/** The same in lines. */
function enteredLines({ conversation, entered, isDatedBack }: ReportView, { say }: Io, nameOf: (signKey: string) => string): string[] {
  const { minutes } = conversation
  return [
    ...(entered === null ? [] : [entered.isProved ? arrivalLine(entered, say, nameOf) : say['entered-unproved']({ arrival: say[`arrival-${entered.arrival}`] })]),
    ...(isDatedBack ? [say['dated-back']] : []), ...(conversation.entered?.answerable === false ? [say['enter-no-code']] : []),
    ...(minutes === null ? [] : [say[`minutes-${minutes.standing}`], say[minutes.consent ? 'minutes-consent' : 'minutes-no-consent']]),
  ]
}

/** `by letter, entered by Lin`. */
export function arrivalLine({ arrival, member }: Pick<EnteredView, 'arrival' | 'member'>, say: Io['say'], nameOf: (signKey: string) => string): string {
  return say['entered-by']({ arrival: say[`arrival-${arrival}`], name: visibleLine(nameOf(member)) })
}

/** What handlers say of it among themselves. */
export function triageJson({ labels, severity, nextStep, assigned, handed, hold, series }: Triage, nameOf: (signKey: string) => string) {
  return { labels, severity, nextStep, hold, series, assigned, handed, assignedName: assigned === null ? null : nameOf(assigned) }
}

/** The same in one line; empty where nobody said anything. */
export function triageLine({ labels, severity, nextStep, assigned, handed, hold }: Triage, { say }: Io, nameOf: (signKey: string) => string): string {
  return [
    ...(hold ? [say['on-hold']] : []), ...(severity === null ? [] : [say[`severity-${severity}`]]), ...labels.map((label) => `#${visibleLine(label)}`),
    ...(assigned === null ? [] : [say['assigned-to']({ name: visibleLine(nameOf(assigned)) }), ...(handed ? [say['handed-waits']] : [])]), ...(nextStep === '' ? [] : [visibleLine(nextStep)]),
  ].join(' · ')
}

/** Who gave it to whoever has it, and with which words, until it is taken. */
function handOverLine({ desk: { handOver } }: ReportView, { say }: Io, nameOf: (signKey: string) => string): string[] {
  return handOver === null ? [] : [say['handed-by']({ name: visibleLine(nameOf(handOver.by)), day: handOver.day, text: visibleLine(handOver.text) })]
}

export function namesOf(session: Session): (signKey: string) => string {
  const names = new Map(session.office().members.map(({ signKey, name }) => [signKey, name]))
  return (signKey) => names.get(signKey) ?? ''
}

export function reportLines(session: Session, view: ReportView, io: Io): string[] {
  const { say } = io
  const { conversation: { docket, answers, provenance }, next, chain, readers } = view
  const dated = next === null ? say['read-no-date'] : say['read-next']({ day: next.day, what: reasonWords(say, next.reason) })
  return [
    visibleLine(view.title), view.id,
    [stateWords(say, docket.state), ...(docket.urgent ? [say['urgent']] : []), ...raisedMarks(docket.events, say), ...reopenedMark(docket.events, say), dated].join(' · '),
    say['open-received']({
      day: docket.receivedDay, channel: docket.channel, provenance: provenance === null ? say['turn-unreadable'] : say[`provenance-${provenance}`],
    }),
    ...enteredLines(view, io, namesOf(session)),
    ...view.conversation.transcripts.map(({ file, standing, versions }) => say[`transcript-${standing}`]({ file: file.slice(0, 10), version: String(versions.length) })),
    ...[triageLine(view.desk.triage, io, namesOf(session))].filter((line) => line !== ''),
    ...handOverLine(view, io, namesOf(session)),
    ...askedLines(view, io, namesOf(session)),
    ...Object.entries(answers).filter(([id]) => id !== 'what').map(([id, text]) => `${id}: ${visibleLine(text)}`),
    ...said(session, view, io), '',
    ...(view.isUnseconded ? [say['unseconded']] : []),
    ...(view.overlooked.length === 0 ? [] : [say['overlooked']({ what: view.overlooked.join(', ') })]),
    ...chain.filter(({ suspect }) => suspect === true).map(({ author, seq }) => say['open-suspect']({ name: visibleLine(namesOf(session)(author ?? '')), seq: String(seq) })),
    say['open-chain']({ count: chain.length, readers: readers.map(visibleLine).join(', ') }),
  ]
}

function askedJson(asked: ReferralAsked | null, nameOf: (signKey: string) => string) {
  if (asked === null) return null
  const { hash, author, day, to, reason, because } = asked
  return { asked: hash, by: author, name: nameOf(author), day, to, reason, because }
}

function askedLines(view: ReportView, { say }: Io, nameOf: (signKey: string) => string): string[] {
  const { waiting } = view.desk.secondApprovals
  if (waiting === null) return []
  const { author, to, because, reason, hash } = waiting
  return [
    say['second-waits']({ name: visibleLine(nameOf(author)), to: visibleLine(to), because: visibleLine(because) }), say['second-told']({ reason: visibleLine(reason) }),
    say['second-answer']({ asked: hash.slice(0, 8), read: String(reportHashes(view).length) }),
  ]
}

function reopenedMark(events: Docket['events'], say: Io['say']): string[] {
  const day = reopenedOn(events)
  return day === null ? [] : [say['reopened-on']({ day })]
}

interface Said {
  readonly day: string
  readonly head: string
  readonly text: string
}

/** Turns, and each note behind the turn that its author had read. */
function said(session: Session, { conversation, desk, chain }: ReportView, io: Io): string[] {
  const { say } = io
  const nameOf = namesOf(session)
  const hashes = reportHashes({ chain })
  // What its author had read may not open, or not be here: it stands at the end, and not nowhere.
  const placeOf = ({ reportHead }: Note): number => (hashes.includes(reportHead) ? hashes.indexOf(reportHead) : hashes.length - 1)
  const asksLine = ({ mentions }: Note): string[] => (mentions === undefined ? [] : [say['note-asks']({ names: mentions.map((each) => visibleLine(nameOf(each))).join(', ') })])
  const notes = desk.notes.map((note): Said & { readonly behind: number } => ({
    behind: placeOf(note), day: note.day, head: say['note-by']({ name: visibleLine(nameOf(note.author)) }),
    text: [note.unreadable === true ? say['turn-unreadable'] : note.text, ...(note.recusal === true ? [say['recused-by']] : []), ...(note.conflict === undefined ? [] : [say[note.conflict.stands ? 'conflict-found' : 'conflict-ended']({ name: visibleLine(nameOf(note.conflict.member)) })]), ...(note.excuses === undefined ? [] : [say['note-excuses']({ what: note.excuses.join(', ') })]), ...asksLine(note), ...fileLines(note.files, io)].filter((part) => part !== '').join('\n'),
  }))
  return conversation.turns.flatMap((turn) => {
    const head = turn.from === 'reporter' ? say['from-reporter'] : visibleLine(nameOf(turn.author))
    const moved = turn.state === undefined ? null : stateWords(say, turn.state)
    const { clock } = turn
    const event = clock !== undefined ? say['turn-clock']({ clock: clock.rule, deed: clock.deed }) : turn.kind === 'identity-notice' ? say['turn-identity-asked'] : turn.urgent !== undefined ? say[turn.urgent ? 'turn-urgent-on' : 'turn-urgent-off'] : moved
    const words = [isPlain(turn.kind) ? say[`turn-${turn.kind}`] : turn.text, ...objectionLines(turn, say), turn.identity === undefined ? '' : say['turn-identity-given'], ...writtenWords(turn, say), turn.wantsErasure === true ? say['turn-wants-erasure'] : '', ...retaliationLines(turn, say), ...fileLines(turn.files, io)].filter((part) => part !== '')
    return [{ day: turn.day, head: event === null ? head : `${head}  → ${event}`, text: words.join('\n') }, ...notes.filter((note) => note.behind === turn.seq)].flatMap(paragraph)
  })
}

/** What a turn says of minutes or a transcript. */
function writtenWords({ minutes, of: version, transcript }: Turn, say: Io['say']): string[] {
  if (transcript !== undefined) return [say[`turn-transcript-${transcript.is}`]({ file: transcript.file.slice(0, 10) })]
  if (minutes === undefined) return []
  return [version === undefined ? say[`turn-minutes-${minutes}`] : say[`turn-transcript-${minutes}`]({ seq: String(version) })]
}

function paragraph({ day, head, text }: Said): string[] {
  return ['', `${day}  ${head}`, ...(text === '' ? [] : visible(text).split('\n').map((line) => `  ${line}`))]
}
