import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { bytesOf } from '#clients/transport/api.ts'
import { firstLine } from '#domain/conversation.ts'
import { STANDARD_QUESTIONNAIRE, type Answers } from '#domain/questionnaire.ts'
import type { FirstText } from '#sealing/plain/text-page.ts'
import { logSubject } from '#sealing/sealed/entry.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import { decodeQueuePage, type QueueRow } from '#wire/log.ts'
import { takeFromKeyrings } from './keyrings.ts'
import { knowTeams } from './log-keys.ts'
import type { ReportView } from './member.ts'
import { cardOf, firstEntryOf, wantedFor } from './queue.ts'
import type { Session } from './session.ts'

/** The words of a report, as far as this device read them: what the reporter filed or, of a report that was opened here, what both sides and the notes say, and the files' names. */
export interface ReportText extends FirstText {
  /** Whether it was opened here: else these are its first words. */
  readonly isWhole: boolean
  /** So many characters at its beginning are the reporter's first words, where more is known than those. */
  readonly filed?: number | undefined
}

export interface ListedTexts {
  readonly texts: readonly ReportText[]
  /** By report, the team that reads it as a whole now, where one does: its devices may share these words. */
  readonly teams: ReadonlyMap<string, string>
  readonly next: string | null
}

/** First words of a page of the queue, without opening any report for good: no desk log is begun, and nothing but the page is fetched. */
export async function listFirstTexts(session: Session, query: { readonly limit: number; readonly after?: string }, wanted: (id: string) => boolean): Promise<ListedTexts> {
  const { rows, next } = decodeQueuePage(await bytesOf(await session.api.call({ route: 'list-queue', parameters: { office: session.id }, query: { ...query } })))
  const open = rows.filter(({ log }) => wanted(log))
  await knowTeams(session, open.flatMap(({ wraps, desk }) => [...wraps, ...desk?.wraps ?? []]))
  await takeFromKeyrings(session, open.flatMap((row) => [wantedFor(session, row), wantedFor(session, { ...row, desk: null })].filter((each) => each !== null)))
  return { texts: await Promise.all(open.map((row) => firstText(session, row))), teams: new Map(open.flatMap((row) => teamOf(session, row))), next }
}

/** The team whose row gives the report's present key to this member. */
function teamOf(session: Session, { log, first, keyed, wraps }: QueueRow): readonly (readonly [string, string])[] {
  const { generation } = parseHeader((keyed ?? first).header)
  const row = wraps.find(({ subject, reader }) => subject === logSubject(generation) && session.officeLog().teams.has(reader.slice('team:'.length)))
  return row === undefined ? [] : [[log, row.reader]]
}

/** What does not open has no words: its line in the queue says so, and it is not asked for again. */
async function firstText(session: Session, row: QueueRow): Promise<ReportText> {
  const place = placeOf(row.log, row)
  try {
    const { answers, language } = await firstEntryOf(session, row)
    const card = await cardOf(session, row)
    return { ...place, title: card?.title ?? firstLine(answers['what'] ?? ''), language, text: wordsOf(typedIn(answers)), isWhole: false }
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'session-ended') return { ...place, title: '', language: 'en', text: '', isWhole: false }
    throw error
  }
}

/** What the reporter typed, the story first. A choice is not the reporter's word, and every report has some. */
function typedIn(answers: Answers): readonly string[] {
  const { what = '', ...others } = answers
  const isChoice = (id: string): boolean => STANDARD_QUESTIONNAIRE.some((question) => question.id === id && question.kind === 'choice')
  return [what, ...Object.entries(others).flatMap(([id, answer]) => (isChoice(id) ? [] : [answer]))]
}

function wordsOf(words: readonly string[]): string {
  return words.filter((each) => each !== '').join('\n').slice(0, LIMITS.searchedCharactersMax)
}

/** The words of a report that was opened. */
export function wholeText({ id, title, conversation, desk, exhibits }: ReportView): ReportText {
  const { answers, turns, docket, language } = conversation
  const filed = typedIn(answers)
  const said = turns.slice(1).map(({ text }) => text)
  const files = [...turns, ...desk.notes].flatMap((each) => each.files ?? []).map(({ name }) => name)
  const words = [...filed, ...said, ...desk.notes.map(({ text }) => text), ...exhibits.map(({ description }) => description), ...files]
  return { ...placeOf(id, docket), title, language, text: wordsOf(words), isWhole: true, filed: wordsOf(filed).length }
}

function placeOf(id: string, { receivedDay, state }: Pick<ReportText, 'receivedDay' | 'state'>): Pick<ReportText, 'id' | 'receivedDay' | 'state'> {
  return { id, receivedDay, state }
}
