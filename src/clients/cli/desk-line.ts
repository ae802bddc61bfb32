import { closeLine, putLine } from '#clients/member/channels.ts'
import type { Session } from '#clients/member/session.ts'
import { LANGUAGES } from '#domain/bodies.ts'
import type { Line } from '#domain/lines.ts'
import { command, DONE, UsageError, type Given } from './command.ts'
import { PROMPT_OPTIONS, prompts, record, unrecord } from './desk-line-prompts.ts'
import { health, key, unkey } from './desk-line-standing.ts'
import { APPLY, deedNamed, doOrTell, wanted } from './desk-office-deed.ts'
import { hoursOf, hoursShown } from './hours-input.ts'
import { answer, type Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { typed } from './text-input.ts'
import { visibleLine } from './visible.ts'

const OPTIONS = {
  ...MEMBER_OPTIONS, ...APPLY,
  number: { type: 'text', value: 'NUMBER', help: 'option-line-number' },
  channel: { type: 'text', value: 'ID', help: 'option-channel' },
  language: { type: 'text', value: 'en|zh', many: true, help: 'option-line-language' },
  person: { type: 'text', value: 'DIGITS', help: 'option-line-person' },
  hours: { type: 'text', value: 'HOURS', many: true, help: 'option-line-hours' },
  'greeting-en': { type: 'text', value: 'T', help: 'option-line-greeting-en' },
  'greeting-zh': { type: 'text', value: 'T', help: 'option-line-greeting-zh' },
  ...PROMPT_OPTIONS,
} as const

interface Asked {
  readonly session: Session
  readonly given: Given<typeof OPTIONS>
  readonly io: Io
  readonly id: string | undefined
}

const DEEDS: Readonly<Record<string, (asked: Asked) => Promise<number>>> = { list, put, close, prompts, record, unrecord, health, key, unkey }

/** postern desk line: telephone lines, as the office log tells them to whoever answers. Needs an administrator's passphrase to change. */
export const deskLine = command({
  name: 'desk line',
  summary: 'summary-desk-line',
  words: { shown: `${Object.keys(DEEDS).join('|')} [ID]`, min: 1, max: 2 },
  note: 'note-desk-line',
  options: OPTIONS,
  async run(given, io, [word = '', id]) {
    const deed = deedNamed(DEEDS, word)
    const { session } = await logInAsMember(given, io)
    return deed({ session, given, io, id })
  },
})

async function list({ session, io }: Asked): Promise<number> {
  const { lines } = session.office()
  answer(io, { lines }, () => lines.map(({ line, number, channel, languages, hours }) => [line, visibleLine(number), `→ ${channel}`, languages.join(' '), hoursShown(hours)].join('  ').trimEnd()))
  return DONE
}

/** What is not named stays as it is. */
async function put({ session, given, io, id }: Asked): Promise<number> {
  const line = wanted(id, 'ID')
  const office = session.office()
  const before = office.lines.find((each) => each.line === line)
  const made: Line = {
    line, number: wanted(given.number ?? before?.number, '--number NUMBER'),
    channel: given.channel ?? before?.channel ?? office.channels[0]?.channel ?? '',
    languages: given.language.length > 0 ? languagesOf(given.language) : before?.languages ?? LANGUAGES,
    person: given.person === undefined ? before?.person ?? null : noneOr(given.person, (person) => person),
    hours: given.hours.length === 0 ? before?.hours ?? null : noneOr(given.hours[0] ?? '', () => weekOf(given.hours)),
    greeting: greetingOf(given, before?.greeting ?? null),
  }
  return doOrTell(session, { told: io.say['line-put']({ line: visibleLine(line), channel: visibleLine(made.channel) }), json: made, act: () => putLine(session, made) }, { io, apply: given.apply })
}

async function close({ session, given, io, id }: Asked): Promise<number> {
  const line = wanted(id, 'ID')
  return doOrTell(session, { told: io.say['line-close']({ line: visibleLine(line) }), json: { line, closed: true }, act: () => closeLine(session, line) }, { io, apply: given.apply })
}

function noneOr<T>(text: string, read: (text: string) => T): T | null {
  return text === 'none' ? null : read(text)
}

/** @throws UsageError */
function languagesOf(texts: readonly string[]): Line['languages'] {
  const known = LANGUAGES.filter((language) => texts.includes(language))
  if (known.length !== new Set(texts).size) throw new UsageError((say) => say['usage-line-language'])
  return known
}

/** @throws UsageError */
function weekOf(texts: readonly string[]): Line['hours'] {
  const hours = hoursOf(texts)
  if (hours === null) throw new UsageError((say) => say['usage-line-hours']({ hours: visibleLine(texts.join(', ')) }))
  return hours
}

/** Both or none: whoever calls may speak either. */
function greetingOf(given: Given<typeof OPTIONS>, before: Line['greeting']): Line['greeting'] {
  const [en, zh] = [given['greeting-en'], given['greeting-zh']]
  if (en === 'none' || zh === 'none') return null
  if (en === undefined && zh === undefined) return before
  return { en: typed(wanted(en ?? before?.en, '--greeting-en T')), zh: typed(wanted(zh ?? before?.zh, '--greeting-zh T')) }
}
