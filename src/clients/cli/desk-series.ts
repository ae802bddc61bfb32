import { cleanText, requiredText } from '#base/text.ts'
import { answerEach, type Answering, type EachDeed } from '#clients/member/answer-each.ts'
import { catchUp } from '#clients/member/search-catch-up.ts'
import { SearchMemory } from '#clients/member/search-memory.ts'
import { listSeries, type Series } from '#clients/member/series.ts'
import type { QueueLine } from '#clients/member/member.ts'
import type { Session } from '#clients/member/session.ts'
import { command, DONE, UsageError } from './command.ts'
import { doDeed, type Deeds } from './desk-deed.ts'
import { asState } from './queue-filters.ts'
import { fileLeaves } from './file-leaves.ts'
import { answer, tellProgress, type Io } from './io.ts'
import { MEMBER_OPTIONS, type MemberGiven } from './member-login.ts'
import { stateWords } from './names.ts'
import { REFERRAL_OPTIONS, referralIn, type ReferralGiven } from './referral-input.ts'
import { reportId } from './report-id.ts'
import { languageOfText, requireText, TEXT_OPTIONS, TEXT_WORDS, typed, type TextGiven } from './text-input.ts'
import { visibleLine } from './visible.ts'

interface Given extends MemberGiven, TextGiven, ReferralGiven {
  readonly state: string | undefined
  readonly reason: string | undefined
}

const DEEDS: Deeds<Given> = {
  list: ({ io }) => async (session) => {
    const all = await seriesOf(session, io)
    answer(io, { series: all.map(seriesJson) }, () => [...all.map((each) => shownSeries(each, io)), io.say['series-total']({ count: all.length })])
    return DONE
  },
  show: ({ io, words: [report] }) => {
    const wanted = named(report)
    return async (session) => {
      const one = await seriesWith(session, io, wanted)
      answer(io, seriesJson(one), () => one.lines.map((line) => shownLine(line, io)))
      return DONE
    }
  },
  answer: async ({ given, io, words: [report, ...words] }) => {
    const wanted = named(report)
    const deed = await deedOf(given, io, words)
    return async (session) => answerSeries(session, io, { wanted, deed })
  },
}

/** postern desk series: reports that are copies of one page, on this device; and one answer to each of them. Needs a member's passphrase. */
export const deskSeries = command({
  name: 'desk series',
  summary: 'summary-desk-series',
  note: 'note-desk-series',
  words: { shown: `list | show ID | answer ID [${TEXT_WORDS.shown}]`, min: 1, max: 3 },
  options: {
    ...MEMBER_OPTIONS, ...TEXT_OPTIONS,
    state: { type: 'text', value: 'S', help: 'option-state' },
    reason: { type: 'text', value: 'T', help: 'option-reason' },
    ...REFERRAL_OPTIONS,
  },
  run: (given, io, words) => doDeed(DEEDS, { given, io, words }),
})

/** @throws UsageError */
function named(report: string | undefined): string {
  if (report === undefined) throw new UsageError((say) => say['usage-missing']({ option: 'ID' }))
  return report
}

/** @throws UsageError */
async function deedOf(given: Given, io: Io, words: readonly string[]): Promise<EachDeed> {
  if (given.state === undefined) {
    const text = requiredText(await requireText(given, io, words))
    return { kind: 'answer', text, language: languageOfText(io.asked, text) }
  }
  const reason = cleanText(typed(given.reason ?? ''))
  return { kind: 'state', state: asState(given.state), reason, language: languageOfText(reason === '' ? io.language : io.asked, reason), ...referralIn(given) }
}

async function seriesOf(session: Session, io: Io): Promise<readonly Series[]> {
  const memory = await SearchMemory.open(session, fileLeaves(io.env, SearchMemory.nameFor(session)))
  await catchUp(session, memory, { signal: new AbortController().signal, onprogress: ({ known, total }) => { if (known < total) tellProgress(io, io.say['search-progress']({ known, total })) } })
  return listSeries(session, memory)
}

/** The series that a report is in. One that is alike nothing is alone. */
async function seriesWith(session: Session, io: Io, report: string): Promise<Series> {
  const id = await reportId(session, report)
  return (await seriesOf(session, io)).find(({ lines }) => lines.some((line) => line.id === id)) ?? { name: '', lines: [] }
}

async function answerSeries(session: Session, io: Io, { wanted, deed }: { readonly wanted: string; readonly deed: EachDeed }): Promise<number> {
  const { lines } = await seriesWith(session, io, wanted)
  const chosen = lines.map(({ id, docket: { entries } }) => ({ id, entries }))
  let latest: Answering = { sent: [], refused: [], left: chosen.map(({ id }) => id) }
  try {
    await answerEach(session, { chosen, deed }, {
      signal: new AbortController().signal,
      onprogress: (now) => {
        latest = now
        tellProgress(io, io.say['series-progress']({ done: now.sent.length + now.refused.length, total: chosen.length }))
      },
    })
  } finally {
    // Also where it broke off: what was sent is sent.
    answer(io, { sent: latest.sent, refused: latest.refused.map(({ id, why }) => ({ id, code: codeOf(why) })), left: latest.left }, () => [
      ...latest.refused.map(({ id, why }) => `!  ${id.slice(0, 10)}  ${codeOf(why)}`),
      io.say['series-answered']({ sent: latest.sent.length, refused: latest.refused.length, left: latest.left.length }),
    ])
  }
  return DONE
}

function codeOf(why: unknown): string {
  return why instanceof Error && 'code' in why ? String(why.code) : 'unknown'
}

function daysOf({ lines }: Series): { readonly firstDay: string | null; readonly lastDay: string | null } {
  const days = lines.map(({ docket }) => docket.receivedDay).toSorted()
  return { firstDay: days[0] ?? null, lastDay: days.at(-1) ?? null }
}

function seriesJson(series: Series) {
  const { lines } = series
  return {
    ...daysOf(series), count: lines.length, unopened: lines.filter(({ unopened }) => unopened).length,
    reports: lines.map(({ id, title, unopened, docket: { state, receivedDay, entries }, triage }) => ({ id, title, state, receivedDay, entries, unopened, byHand: triage.series !== 'by-text' })),
  }
}

function shownSeries(series: Series, { say }: Io): string {
  const { firstDay, lastDay } = daysOf(series)
  const [line] = series.lines
  return `${line?.id.slice(0, 10) ?? ''}  ${firstDay ?? ''}  ${lastDay ?? ''}  ${say['series-count']({ count: series.lines.length })}  ${visibleLine(line?.title ?? '')}`
}

function shownLine({ id, title, docket }: QueueLine, { say }: Io): string {
  return `${id.slice(0, 10)}  ${docket.receivedDay}  ${stateWords(say, docket.state)}  ${visibleLine(title ?? '')}`
}
