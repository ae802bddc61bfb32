import { Refusal } from '#base/refusal.ts'
import { retaliationLines } from '#clients/reporter/retaliation-words.ts'
import { isPlain, type Turn } from '#domain/conversation.ts'
import type { Minutes } from '#domain/minutes.ts'
import type { Transcript } from '#domain/transcripts.ts'
import { writtenDown, writtenDownLine } from '#clients/reporter/written-down.ts'
import { LATE_WORDS } from '#clients/reporter/late-words.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import type { OpenedReport, TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import { checkReceipt, deriveReporter, type ReporterKeys } from '#sealing/plain/receipt.ts'
import { UsageError } from './command.ts'
import { connect, SERVER_OPTIONS, type ServerGiven } from './connect.ts'
import type { Io } from './io.ts'
import { fileLines, filesJson } from './file-lines.ts'
import { readSecretLine } from './text-input.ts'
import { visible, visibleLine } from './visible.ts'
import { alertJson, retaliationJson } from './retaliation-lines.ts'
import { reasonWords, stateWords } from './names.ts'

/** What the commands of a reporter who comes back take. */
export const RECEIPT_OPTIONS = {
  ...SERVER_OPTIONS,
  'receipt': { type: 'text', value: 'CODE', help: 'option-receipt' },
  'receipt-file': { type: 'text', value: 'F', help: 'option-receipt-file' },
} as const

export interface ReceiptGiven extends ServerGiven {
  readonly 'receipt': string | undefined
  readonly 'receipt-file': string | undefined
}

export interface Back {
  readonly api: Api
  readonly office: TrustedOffice
  readonly keys: ReporterKeys
}

/**
 * A reporter with a code. A mistyped code is told before anything is sent.
 * @throws UsageError, Refusal `receipt-mistyped`, and as `loadOffice` does
 */
export async function comeBack(given: ReceiptGiven): Promise<Back> {
  const { receipt, 'receipt-file': file } = given
  if ((receipt === undefined) === (file === undefined)) {
    throw new UsageError((say) => say['usage-missing']({ option: '--receipt CODE | --receipt-file F' }))
  }
  const checked = checkReceipt(receipt ?? await readSecretLine(file ?? ''))
  if (!checked.ok) throw new Refusal('receipt-mistyped', { reason: checked.reason })
  const { api, office: id } = await connect(given)
  const office = await loadOffice(api, id)
  return { api, office, keys: await deriveReporter(checked.receipt, office.salt) }
}

/** A conversation as the reporter's commands answer it. */
export function conversationJson({ report, docket, next, turns, entered, minutes, transcripts }: OpenedReport) {
  return {
    report, state: docket.state, nextDate: next?.day ?? null, nextReason: next?.reason ?? null,
    ...(entered === null ? {} : { arrival: entered.arrival, receivedDay: docket.receivedDay }), ...minutesJson(minutes), ...transcriptsJson(transcripts), ...alertJson(docket.events),
    entries: turns.map(({ seq, from, kind, day, text, language, provenance, answers, state, clock, identity, files, ...told }) => ({
      seq, from, kind, day, text, language,
      ...(provenance === null ? {} : { provenance }), ...(answers === undefined ? {} : { answers }), ...(state === undefined ? {} : { state }), ...(clock === undefined ? {} : { clock }), ...(identity === undefined ? {} : { identity: true }), ...writtenJson(told), ...retaliationJson(told), ...filesJson(files),
    })),
  }
}

/** What became of minutes, with every version by the entry that brought it. */
export function minutesJson(minutes: Minutes | null) {
  return minutes === null ? {} : { minutes: minutes.standing, minutesConsent: minutes.consent, minutesVersions: minutes.versions.map(({ version, seq, from, day }) => ({ version, seq, from, day })) }
}

/** What became of every transcript of a recording, where there are any. */
export function transcriptsJson(transcripts: readonly Transcript[]) {
  return transcripts.length === 0 ? {} : {
    transcripts: transcripts.map(({ file, standing, reason, spoken, versions }) => (
      { file, standing, ...(reason === null ? {} : { reason }), ...(spoken === null ? {} : { spoken }), versions: versions.map(({ version, seq, from, day }) => ({ version, seq, from, day })) })),
  }
}

/** What an entry says of minutes and transcripts. */
export function writtenJson({ minutes, of: version, transcript }: Pick<Turn, 'minutes' | 'of' | 'transcript'>) {
  return { ...(minutes === undefined ? {} : { minutes }), ...(version === undefined ? {} : { of: version }), ...(transcript === undefined ? {} : { transcript }) }
}

export function conversationLines(opened: OpenedReport, io: Io): string[] {
  const { docket, next, paused, turns, entered } = opened
  const { say } = io
  return [
    say['read-state']({ state: stateWords(say, docket.state) }),
    next === null ? paused ? LATE_WORDS[io.language]['next-paused-text'] : say['read-no-date'] : say['read-next']({ day: next.day, what: reasonWords(say, next.reason) }),
    ...(entered === null ? [] : [LATE_WORDS[io.language][`entered-${entered.arrival}`], LATE_WORDS[io.language]['entered-code']]),
    ...writtenDown(io.language, opened).flatMap(({ of: version, title, about }) => (version === undefined ? [about] : [visibleLine(title), `  ${about} (--of ${version})`])),
    ...turns.flatMap(({ kind, from, day, text, state, clock, identity, files, ...told }) => [
      '', `${day}  ${from === 'reporter' ? say['from-you'] : say['from-office']}${state === undefined ? '' : `  → ${stateWords(say, state)}`}`,
      ...(isPlain(kind) || kind === 'identity-notice' ? [`  ${say[`turn-${kind}`]}`] : []),
      ...(clock === undefined ? [] : [`  ${LATE_WORDS[io.language][`turn-clock-${clock.deed}`]}`]),
      ...(identity === undefined ? [] : [`  ${say['turn-identity']}`]),
      ...[writtenDownLine(io.language, told, turns)].flatMap((line) => (line === null ? [] : [`  ${visible(line)}`])),
      ...retaliationLines(io.language, { kind, ...told }, (each) => each).map((line) => `  ${line}`),
      ...fileLines(files, io).map((line) => `  ${line}`),
      ...(text === '' ? [] : visible(text).split('\n').map((line) => `  ${line}`)),
    ]),
  ]
}
