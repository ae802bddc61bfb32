import { Refusal } from '#base/refusal.ts'
import { firstDates, type FirstDates } from '#clients/reporter/dates.ts'
import { prepareReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { loadReaders, othersThan, type NamedPerson } from '#clients/reporter/readers.ts'
import type { Filed, TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import { checkAnswers, STANDARD_QUESTIONNAIRE, type Answers } from '#domain/questionnaire.ts'
import { deriveReporter, groupsOf, newReceipt } from '#sealing/plain/receipt.ts'
import { ATTACH_OPTIONS, sendAttachments } from './attach.ts'
import { command, DONE, UsageError } from './command.ts'
import { connect, SERVER_OPTIONS } from './connect.ts'
import { answer, type Io } from './io.ts'
import { IDENTITY_OPTIONS, languageOfText, readIdentity, readText, TEXT_OPTIONS, TEXT_WORDS, typed } from './text-input.ts'
import { reasonWords } from './names.ts'
import { isLost, persist } from './persist.ts'

/** postern report file: seals a report on this machine and sends it. Needs no key; makes the reporter's. */
export const reportFile = command({
  name: 'report file',
  summary: 'summary-report-file',
  words: TEXT_WORDS,
  note: 'note-report-file',
  options: {
    ...SERVER_OPTIONS,
    channel: { type: 'text', value: 'ID', help: 'option-channel' },
    ...TEXT_OPTIONS,
    answer: { type: 'text', value: 'ID=VALUE', many: true, help: 'option-answer' },
    wake: { type: 'text', value: 'yes|no', help: 'option-wake' },
    'keep-from': { type: 'text', value: 'NAME', many: true, help: 'option-keep-from' },
    ...IDENTITY_OPTIONS,
    ...ATTACH_OPTIONS,
  },
  async run(given, io, words) {
    // Bad text is told before anything else is done.
    const answers = checkAnswers(STANDARD_QUESTIONNAIRE, withText(answersOf(given.answer), await readText(given, io, words)))
    const wake = wakeOf(answers, given.wake)
    const { api, office: id } = await connect(given)
    const office = await loadOffice(api, id)
    const receipt = newReceipt()
    const language = languageOfText(io.asked, Object.values(answers).join('\n'))
    const channel = channelOf(office, given.channel)
    const people = given['keep-from'].length === 0 ? {} : { people: await peopleWithout({ api, office }, channel, given['keep-from']) }
    const identity = await readIdentity(office, given['identity-file'])
    const files = await sendAttachments(api, io, given)
    const draft = { channel, answers, wake, files, language, provenance: 'by-command-line', ...people, ...(identity === null ? {} : { identity }) } as const
    const prepared = await prepareReport(office, { draft, keys: await deriveReporter(receipt, office.salt) })
    const filed = await persist(() => prepared.send(api)).catch((error: unknown) => {
      if (isLost(error)) io.error(io.say['file-uncertain']({ receipt: groupsOf(receipt).join(' ') }))
      throw error
    })
    const dates = firstDates(office.packs, filed.packs, filed.receivedDay)
    answer(io, { receipt, report: filed.report }, () => receiptLines(io, { receipt, filed, dates, to: api.origin }))
    return DONE
  },
})

/** @throws UsageError for what is neither, and where no danger was told of */
function wakeOf(answers: Answers, asked: string | undefined): boolean {
  if (asked !== undefined && ((asked !== 'yes' && asked !== 'no') || answers['danger'] !== 'yes')) throw new UsageError((say) => say['usage-wake'])
  return asked !== 'no'
}

/** Those of a channel to whom a report goes when somebody is left out by name. @throws UsageError for a name that is not there */
async function peopleWithout({ api, office }: { readonly api: Api; readonly office: TrustedOffice }, channel: string, names: readonly string[]): Promise<readonly NamedPerson[]> {
  const found = office.channels.find((each) => each.channel === channel)
  const people = found === undefined ? [] : await loadReaders(api, office.office, found)
  const leftOut = names.map((name) => {
    const person = people.find((each) => Object.values(each.names).includes(typed(name)))
    if (person === undefined) throw new UsageError((say) => say['usage-keep-from']({ name, names: people.map((each) => each.names.en).join(', ') }))
    return person.signKey
  })
  return othersThan(people, leftOut)
}

/** @throws UsageError for a question or choice that is not there */
export function answersOf(pairs: readonly string[]): Record<string, string> {
  const answers: Record<string, string> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const question = STANDARD_QUESTIONNAIRE.find(({ id }) => at > 0 && id === pair.slice(0, at))
    if (question === undefined) {
      throw new UsageError((say) => say['usage-answer']({ answer: pair, questions: STANDARD_QUESTIONNAIRE.map(({ id }) => id).join(' ') }))
    }
    const value = typed(pair.slice(at + 1))
    if (question.choices !== undefined && !question.choices.includes(value)) {
      throw new UsageError((say) => say['usage-choice']({ question: question.id, choices: question.choices?.join(' ') ?? '' }))
    }
    if (Object.hasOwn(answers, question.id)) throw new UsageError((say) => say['usage-given-twice']({ option: `--answer ${question.id}=` }))
    answers[question.id] = value
  }
  return answers
}

/** The text answers the first question, "what happened". */
export function withText(answers: Answers, text: string | null): Answers {
  if (text !== null && answers['what'] !== undefined) throw new UsageError((say) => say['usage-one-text'])
  if (text === null && answers['what'] === undefined) throw new UsageError((say) => say['usage-missing']({ option: TEXT_WORDS.shown }))
  return text === null ? answers : { ...answers, what: text }
}

export function channelOf(office: TrustedOffice, asked: string | undefined): string {
  const names = office.channels.map(({ channel }) => channel)
  const [first = ''] = names
  if (asked === undefined && names.length > 1) throw new UsageError((say) => say['usage-which-channel']({ channels: names.join(' ') }))
  if (asked !== undefined && !names.includes(asked)) throw new Refusal('no-such-channel')
  return asked ?? first
}

function receiptLines(io: Io, { receipt, filed, dates: { answerBy, outcomeBy }, to }: { readonly receipt: string; readonly filed: Filed; readonly dates: FirstDates; readonly to: string }): string[] {
  const { say } = io
  const groups = groupsOf(receipt)
  const next = answerBy === null ? outcomeBy === null ? null : { day: outcomeBy, reason: 'feedback' as const } : { day: answerBy, reason: 'acknowledge' as const }
  return [
    '', `  ${say['file-done']({ day: filed.receivedDay })}`, '', '',
    `      ${groups.map((_, index) => `(${index + 1}) `).join('    ')}`.trimEnd(),
    `      ${groups.join('    ')}`, '', '',
    `  ${say['file-keep']}`,
    ...(next === null ? [] : [`  ${say['file-next']({ day: next.day, what: reasonWords(say, next.reason) })}`]), '',
    `  ${say['file-read']}`,
    `      postern report read --to ${to} --receipt ${receipt}`, '',
  ]
}
