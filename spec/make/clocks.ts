// Clocks: what happened on which day, and by hand what follows. The last days were worked out on paper and are held here to a second count.
import { dueDay, RULES, type Still } from '../second/clocks.ts'
import type { Value } from '../second/primitives.ts'

interface Case {
  readonly why: string
  readonly clock: string
  readonly received: string
  /** Changes of state: `2026-10-08 accepted`. */
  readonly moves?: readonly string[]
  /** Deeds to the clock: `2026-10-09 anna pause appraisal`, `2026-10-09 anna ask 30`. */
  readonly deeds?: readonly string[]
  readonly today: string
  readonly start: string | null
  readonly due: string | null
  readonly status: string
  readonly done?: string
  readonly provisional?: true
}

type Row = readonly [why: string, clock: string, received: string, today: string, start: string | null, due: string | null, status: string, more?: Partial<Case>]

const EU = 'eu-internal/acknowledge'
const FEEDBACK = 'eu-internal/feedback'
const AUTHORITY = 'eu-authority/feedback'
const NAMED = 'cn-discipline/accepted'
const RESULT = 'cn-discipline/result'
const PETITION = 'cn-petition/handle'
const POLICE = 'cn-police/handle'
const COMPLAINT = 'cn-market/complaint'
const MEDIATION = 'cn-market/mediation'

const ROWS: readonly Row[] = [
  ['seven days, the whole seventh counts', EU, '2026-11-23', '2026-11-30', '2026-11-23', '2026-11-30', 'running'],
  ['the eighth day is late', EU, '2026-11-23', '2026-12-01', '2026-11-23', '2026-11-30', 'breached'],
  ['answered on the seventh day: met', EU, '2026-11-23', '2027-01-01', '2026-11-23', '2026-11-30', 'met', { moves: ['2026-11-30 acknowledged'], done: '2026-11-30' }],
  ['answered on the eighth: late for good', EU, '2026-11-23', '2027-01-01', '2026-11-23', '2026-11-30', 'breached', { moves: ['2026-12-01 acknowledged'], done: '2026-12-01' }],
  ['over New Year', EU, '2026-12-28', '2027-01-04', '2026-12-28', '2027-01-04', 'running'],
  ['the seventh day is 29 February', EU, '2028-02-22', '2028-02-22', '2028-02-22', '2028-02-29', 'running'],
  ['2100 is no leap year', EU, '2100-02-22', '2100-02-22', '2100-02-22', '2100-03-01', 'running'],
  ['clocks go forward in that week: a day is a day', EU, '2026-03-24', '2026-03-31', '2026-03-24', '2026-03-31', 'running'],
  ['clocks go back in that week', EU, '2026-10-24', '2026-10-31', '2026-10-24', '2026-10-31', 'running'],
  ['a Sunday does not move the last day: the Directive says days', EU, '2026-11-22', '2026-11-22', '2026-11-22', '2026-11-29', 'running'],
  ['taken back on the seventh day: nothing is owed', EU, '2026-11-23', '2027-01-01', '2026-11-23', '2026-11-30', 'ended', { moves: ['2026-11-30 withdrawn'] }],
  ['taken back on the eighth: late already', EU, '2026-11-23', '2027-01-01', '2026-11-23', '2026-11-30', 'breached', { moves: ['2026-12-01 withdrawn'] }],
  ['no contact waives nothing of an internal channel', EU, '2026-11-23', '2026-12-01', '2026-11-23', '2026-11-30', 'breached', { deeds: ['2026-11-24 anna waive'] }],
  ['no pause either', EU, '2026-11-23', '2026-12-01', '2026-11-23', '2026-11-30', 'breached', { deeds: ['2026-11-24 anna pause appraisal'] }],

  ['not begun: three months from the end of the seven days at the latest', FEEDBACK, '2026-11-23', '2026-11-24', '2026-11-30', '2027-02-28', 'waiting'],
  ['never acknowledged: it began with the end of the seven days', FEEDBACK, '2026-11-23', '2026-12-01', '2026-11-30', '2027-02-28', 'running'],
  ['acknowledged at once: three months from that day', FEEDBACK, '2026-11-23', '2026-11-24', '2026-11-23', '2027-02-23', 'running', { moves: ['2026-11-23 acknowledged'] }],
  ['acknowledged late: from the end of the seven days all the same', FEEDBACK, '2026-11-23', '2027-01-01', '2026-11-30', '2027-02-28', 'running', { moves: ['2026-12-20 acknowledged'] }],
  ['30 November and three months: February has 28 days', FEEDBACK, '2026-11-30', '2026-12-01', '2026-11-30', '2027-02-28', 'running', { moves: ['2026-11-30 acknowledged'] }],
  ['… and 29 in 2028', FEEDBACK, '2027-11-30', '2027-12-01', '2027-11-30', '2028-02-29', 'running', { moves: ['2027-11-30 acknowledged'] }],
  ['31 August and three months: November has 30', FEEDBACK, '2026-08-31', '2026-09-01', '2026-08-31', '2026-11-30', 'running', { moves: ['2026-08-31 acknowledged'] }],
  ['29 February and three months', FEEDBACK, '2028-02-29', '2028-03-01', '2028-02-29', '2028-05-29', 'running', { moves: ['2028-02-29 acknowledged'] }],
  ['31 December and three months', FEEDBACK, '2026-12-31', '2027-01-01', '2026-12-31', '2027-03-31', 'running', { moves: ['2026-12-31 acknowledged'] }],
  ['given on the last day', FEEDBACK, '2026-11-23', '2027-06-01', '2026-11-24', '2027-02-24', 'met', { moves: ['2026-11-24 acknowledged', '2026-12-01 accepted', '2027-02-24 concluded'], done: '2027-02-24' }],
  ['given a day late', FEEDBACK, '2026-11-23', '2027-06-01', '2026-11-24', '2027-02-24', 'breached', { moves: ['2026-11-24 acknowledged', '2026-12-01 accepted', '2027-02-25 concluded'], done: '2027-02-25' }],
  ['reopened: owed again, by the same day', FEEDBACK, '2026-11-23', '2027-01-01', '2026-11-24', '2027-02-24', 'running', { moves: ['2026-11-24 acknowledged', '2026-12-01 not-accepted', '2026-12-05 acknowledged'] }],
  ['an extension that the rule does not know adds nothing', FEEDBACK, '2026-11-23', '2027-02-25', '2026-11-24', '2027-02-24', 'breached', { moves: ['2026-11-24 acknowledged'], deeds: ['2027-01-01 anna ask 3', '2027-01-02 bert extend 3'] }],

  ['an authority, no contact wanted: waived', 'eu-authority/acknowledge', '2026-11-23', '2027-01-01', '2026-11-23', '2026-11-30', 'waived', { deeds: ['2026-11-24 anna waive'] }],
  ['… on the last day', 'eu-authority/acknowledge', '2026-11-23', '2027-01-01', '2026-11-23', '2026-11-30', 'waived', { deeds: ['2026-11-30 anna waive'] }],
  ['… a day too late: what is late stays late', 'eu-authority/acknowledge', '2026-11-23', '2027-01-01', '2026-11-23', '2026-11-30', 'breached', { deeds: ['2026-12-01 anna waive'] }],
  ['six months are counted from the beginning, not three and three: 30 November is 30 May', AUTHORITY, '2026-11-30', '2027-03-01', '2026-11-30', '2027-05-30', 'extended', { moves: ['2026-11-30 acknowledged'], deeds: ['2027-02-01 anna ask 3', '2027-02-02 bert extend 3'] }],
  ['31 August and six months', AUTHORITY, '2026-08-31', '2026-12-01', '2026-08-31', '2027-02-28', 'extended', { moves: ['2026-08-31 acknowledged'], deeds: ['2026-11-01 anna ask 3', '2026-11-01 bert extend 3'] }],
  ['one month of the three', AUTHORITY, '2026-11-30', '2027-03-01', '2026-11-30', '2027-03-30', 'extended', { moves: ['2026-11-30 acknowledged'], deeds: ['2027-02-01 anna ask 1', '2027-02-02 bert extend 1'] }],
  ['asked and granted by one person: nothing', AUTHORITY, '2026-11-30', '2027-03-01', '2026-11-30', '2027-02-28', 'breached', { moves: ['2026-11-30 acknowledged'], deeds: ['2027-02-01 anna ask 3', '2027-02-02 anna extend 3'] }],
  ['granted, and nobody asked: nothing', AUTHORITY, '2026-11-30', '2027-03-01', '2026-11-30', '2027-02-28', 'breached', { moves: ['2026-11-30 acknowledged'], deeds: ['2027-02-02 bert extend 3'] }],
  ['granted after the last day: nothing', AUTHORITY, '2026-11-30', '2027-03-02', '2026-11-30', '2027-02-28', 'breached', { moves: ['2026-11-30 acknowledged'], deeds: ['2027-02-01 anna ask 3', '2027-03-01 bert extend 3'] }],
  ['four months are more than the law gives: nothing', AUTHORITY, '2026-11-30', '2027-03-01', '2026-11-30', '2027-02-28', 'breached', { moves: ['2026-11-30 acknowledged'], deeds: ['2027-02-01 anna ask 4', '2027-02-02 bert extend 4'] }],
  ['a second extension: nothing', AUTHORITY, '2026-11-30', '2027-03-01', '2026-11-30', '2027-03-30', 'extended', { moves: ['2026-11-30 acknowledged'], deeds: ['2027-02-01 anna ask 1', '2027-02-02 bert extend 1', '2027-02-03 anna ask 1', '2027-02-04 bert extend 1'] }],

  ['in the year’s report, six months after 31 March', 'uk/annual-report', '2026-11-23', '2026-11-23', '2027-03-31', '2027-09-30', 'waiting'],
  ['31 March is of the year that ends', 'uk/annual-report', '2027-03-31', '2027-03-31', '2027-03-31', '2027-09-30', 'running'],
  ['1 April is of the next one', 'uk/annual-report', '2027-04-01', '2027-04-01', '2028-03-31', '2028-09-30', 'waiting'],
  ['reported', 'uk/annual-report', '2026-11-23', '2028-01-01', '2027-03-31', '2027-09-30', 'met', { deeds: ['2027-09-30 anna done'], done: '2027-09-30' }],

  // 29, 30 Sep; 8, 9, 10 (Saturday, made up), 12-16, 19-23 Oct: 2 + 3 + 5 + 5 = 15.
  ['15 working days over National Day 2026 with the Saturday that is made up', NAMED, '2026-09-28', '2026-10-08', '2026-09-28', '2026-10-23', 'running'],
  // 28 (Sunday, made up), 29, 30 Sep; 9, 10, 11 (Saturday, made up), 13-17, 20-23 Oct.
  ['National Day 2025, together with Mid-Autumn', NAMED, '2025-09-26', '2025-10-09', '2025-09-26', '2025-10-23', 'running'],
  // 29 (Sunday, made up), 30 Sep; 8-11, 12 (Saturday, made up), 14-18, 21-23 Oct.
  ['National Day 2024', NAMED, '2024-09-27', '2024-10-08', '2024-09-27', '2024-10-23', 'running'],
  // 11, 12, 13, 14 (Saturday, made up), 24-27, 28 (Saturday, made up) Feb, 2-6, 9 Mar.
  ['Spring Festival 2026, nine days', NAMED, '2026-02-10', '2026-02-10', '2026-02-10', '2026-03-09', 'running'],
  // 26 (Sunday, made up), 27 Jan; 5, 6, 7, 8 (Saturday, made up), 10-14, 17-20 Feb.
  ['Spring Festival 2025', NAMED, '2025-01-24', '2025-01-24', '2025-01-24', '2025-02-20', 'running'],
  // 4 (Sunday, made up), 5-9, 18 (Sunday, made up), 19-23, 26-28 Feb 2024; the 9th was no public holiday.
  ['Spring Festival 2024', NAMED, '2024-02-03', '2024-02-03', '2024-02-03', '2024-02-28', 'running'],
  ['received in the holidays', NAMED, '2026-10-03', '2026-10-03', '2026-10-03', '2026-10-27', 'running'],
  ['received on a Saturday that is made up: counted from the next working day', NAMED, '2026-10-10', '2026-10-10', '2026-10-10', '2026-10-30', 'running'],
  ['told on the last day', NAMED, '2026-09-28', '2026-12-01', '2026-09-28', '2026-10-23', 'met', { moves: ['2026-10-23 accepted'], done: '2026-10-23' }],
  ['told on the Saturday after: late', NAMED, '2026-09-28', '2026-12-01', '2026-09-28', '2026-10-23', 'breached', { moves: ['2026-10-24 accepted'], done: '2026-10-24' }],
  ['acknowledged is not decided', NAMED, '2026-09-28', '2026-10-24', '2026-09-28', '2026-10-23', 'breached', { moves: ['2026-10-08 acknowledged'] }],
  // 17, 18, 21-25, 28-31 Dec are working days; of 2027 nobody published a calendar: 1-4 January count.
  ['into a year without a calendar: each day counts, so that nothing is later than the law', NAMED, '2026-12-16', '2026-12-16', '2026-12-16', '2027-01-04', 'running', { provisional: true }],
  ['it ends with the year, and needs no other', NAMED, '2026-12-10', '2026-12-10', '2026-12-10', '2026-12-31', 'running'],
  ['the result: not begun before the end', RESULT, '2026-09-01', '2026-10-01', null, null, 'waiting', { moves: ['2026-09-02 accepted'] }],
  ['the result, from the conclusion on', RESULT, '2026-09-01', '2026-10-09', '2026-09-28', '2026-10-23', 'running', { moves: ['2026-09-02 accepted', '2026-09-28 concluded'] }],
  ['the result, told', RESULT, '2026-09-01', '2026-12-01', '2026-09-28', '2026-10-23', 'met', { moves: ['2026-09-02 accepted', '2026-09-28 concluded'], deeds: ['2026-10-23 anna done'], done: '2026-10-23' }],

  ['petition, 15 days: calendar days, also over National Day', 'cn-petition/register', '2026-09-28', '2026-09-28', '2026-09-28', '2026-10-13', 'running'],
  // 29, 30 Sep, 8, 9, 10 Oct.
  ['objection to a transfer within five working days', 'cn-petition/object-transfer', '2026-09-20', '2026-09-28', '2026-09-28', '2026-10-10', 'running', { deeds: ['2026-09-28 anna start'] }],
  ['60 days from acceptance', PETITION, '2026-08-20', '2026-09-01', '2026-09-01', '2026-10-31', 'running', { moves: ['2026-09-01 accepted'] }],
  ['and 30 more, signed by another', PETITION, '2026-08-20', '2026-11-01', '2026-09-01', '2026-11-30', 'extended', { moves: ['2026-09-01 accepted'], deeds: ['2026-10-20 anna ask 30', '2026-10-31 bert extend 30'] }],
  ['31 more: refused, so nothing', PETITION, '2026-08-20', '2026-11-01', '2026-09-01', '2026-10-31', 'breached', { moves: ['2026-09-01 accepted'], deeds: ['2026-10-20 anna ask 31', '2026-10-31 bert extend 31'] }],
  ['review, 30 days', 'cn-petition/review', '2026-01-01', '2026-11-01', '2026-11-01', '2026-12-01', 'running', { deeds: ['2026-11-01 anna start'] }],
  ['second review', 'cn-petition/second-review', '2026-01-01', '2026-12-02', '2026-12-02', '2027-01-01', 'running', { deeds: ['2026-12-02 anna start'] }],

  ['police: an appraisal of 12 days moves the last day by 12', POLICE, '2026-11-01', '2026-12-01', '2026-11-02', '2026-12-14', 'running', { moves: ['2026-11-02 accepted'], deeds: ['2026-11-10 anna pause appraisal', '2026-11-22 anna restart'] }],
  ['without it', POLICE, '2026-11-01', '2026-12-01', '2026-11-02', '2026-12-02', 'running', { moves: ['2026-11-02 accepted'] }],
  ['it stands still: no last day', POLICE, '2026-11-01', '2027-03-01', '2026-11-02', null, 'paused', { moves: ['2026-11-02 accepted'], deeds: ['2026-11-10 anna pause appraisal'] }],
  ['stopped and started on one day: nothing', POLICE, '2026-11-01', '2026-12-01', '2026-11-02', '2026-12-02', 'running', { moves: ['2026-11-02 accepted'], deeds: ['2026-11-10 anna pause appraisal', '2026-11-10 anna restart'] }],
  ['two appraisals', POLICE, '2026-11-01', '2026-12-01', '2026-11-02', '2026-12-10', 'running', { moves: ['2026-11-02 accepted'], deeds: ['2026-11-10 anna pause appraisal', '2026-11-15 anna restart', '2026-11-20 bert pause appraisal', '2026-11-23 bert restart'] }],
  ['stopped on the last day: that day did not count', POLICE, '2026-11-01', '2026-12-20', '2026-11-02', '2026-12-12', 'breached', { moves: ['2026-11-02 accepted'], deeds: ['2026-12-02 anna pause appraisal', '2026-12-12 anna restart'] }],
  ['stopped the day after: too late', POLICE, '2026-11-01', '2026-12-20', '2026-11-02', '2026-12-02', 'breached', { moves: ['2026-11-02 accepted'], deeds: ['2026-12-03 anna pause appraisal', '2026-12-12 anna restart'] }],
  ['for another reason than the law has: nothing', POLICE, '2026-11-01', '2026-12-03', '2026-11-02', '2026-12-02', 'breached', { moves: ['2026-11-02 accepted'], deeds: ['2026-11-10 anna pause other', '2026-11-22 anna restart'] }],
  ['an appraisal and an extension: 12 and 30', POLICE, '2026-11-01', '2026-12-20', '2026-11-02', '2027-01-13', 'extended', { moves: ['2026-11-02 accepted'], deeds: ['2026-11-10 anna pause appraisal', '2026-11-22 anna restart', '2026-12-01 anna ask 30', '2026-12-01 bert extend 30'] }],
  ['24 hours: no hour is kept, so the day itself', 'cn-police/hand-over', '2026-11-01', '2026-11-03', '2026-11-03', '2026-11-03', 'running', { deeds: ['2026-11-03 anna start'] }],
  ['handed over the day after: late', 'cn-police/hand-over', '2026-11-01', '2026-11-05', '2026-11-03', '2026-11-03', 'breached', { moves: ['2026-11-04 referred'], deeds: ['2026-11-03 anna start'], done: '2026-11-04' }],
  ['an opinion served in five days', 'cn-police/serve-opinion', '2026-11-01', '2026-11-30', '2026-11-25', '2026-11-30', 'met', { deeds: ['2026-11-25 anna start', '2026-11-30 anna done'], done: '2026-11-30' }],
  ['three days to ask for another', 'cn-police/ask-again', '2026-11-01', '2026-11-28', '2026-11-25', '2026-11-28', 'running', { deeds: ['2026-11-25 anna start'] }],

  // 21-24 Sep, 28, 29, 30 Sep: Mid-Autumn is off, Sunday the 20th is made up and the day of receipt.
  ['market, seven working days over Mid-Autumn', COMPLAINT, '2026-09-20', '2026-09-20', '2026-09-20', '2026-09-30', 'running'],
  // 30 Apr, 6, 7, 8, 9 (Saturday, made up), 11, 12 May.
  ['Labour Day 2026', COMPLAINT, '2026-04-29', '2026-04-29', '2026-04-29', '2026-05-12', 'running'],
  // 28 (Sunday, made up), 29, 30 Apr, 6-9 May 2024.
  ['Labour Day 2024', COMPLAINT, '2024-04-26', '2024-04-26', '2024-04-26', '2024-05-09', 'running'],
  // 3, 7 (Sunday, made up), 8-12 Apr.
  ['Tomb-Sweeping 2024', COMPLAINT, '2024-04-02', '2024-04-02', '2024-04-02', '2024-04-12', 'running'],
  // 3, 7, 8, 9, 10, 13, 14 Apr.
  ['Tomb-Sweeping 2026: Monday off, nothing made up', COMPLAINT, '2026-04-02', '2026-04-02', '2026-04-02', '2026-04-14', 'running'],
  // 22-26 Jun less none, 19 off: 18 received; 22, 23, 24, 25, 26, 29, 30.
  ['Dragon Boat 2026', COMPLAINT, '2026-06-18', '2026-06-18', '2026-06-18', '2026-06-30', 'running'],
  // 30, 31 Dec 2025; 4 (Sunday, made up), 5-8 Jan.
  ['New Year 2026', COMPLAINT, '2025-12-29', '2025-12-29', '2025-12-29', '2026-01-08', 'running'],
  ['45 working days, from acceptance', MEDIATION, '2026-07-30', '2026-08-03', '2026-08-03', '2026-10-10', 'running', { moves: ['2026-08-03 accepted'] }],
  ['verification, 15 working days', 'cn-market/verification', '2026-09-28', '2026-09-28', '2026-09-28', '2026-10-23', 'running'],

  ['Japan, 20 days', 'jp/inquiry-notice', '2026-12-01', '2026-12-21', '2026-12-01', '2026-12-21', 'running'],
  ['the 21st day is late', 'jp/inquiry-notice', '2026-12-01', '2026-12-22', '2026-12-01', '2026-12-21', 'breached'],
]

function caseOf([why, clock, received, today, start, due, status, more]: Row): Case {
  return { why, clock, received, ...more, today, start, due, status }
}

/** What the rule lets count of the deeds: pauses that it knows, and what another person granted in time and within the limit. */
function counted({ clock, deeds = [], due }: Case): { readonly extended: number; readonly still: readonly Still[] } {
  const told = deeds.map((deed) => deed.split(' ')).map(([day = '', by = '', deed = '', arg = '']) => ({ day, by, deed, arg }))
  const still: Still[] = []
  for (const { day, deed, arg } of told) {
    if (deed === 'pause' && clock === POLICE && arg === 'appraisal') still.push([day, null])
    if (deed === 'restart' && still.length > 0) still.push([still.pop()?.[0] ?? '', day])
  }
  const limit = RULES[clock]?.more?.[1] ?? 0
  const granted = told.find(({ day, by, deed, arg }) => deed === 'extend' && Number(arg) <= limit && (due === null || day <= due)
    && told.some((ask) => ask.deed === 'ask' && ask.by !== by && ask.arg === arg && ask.day <= day))
  return { extended: granted === undefined ? 0 : Number(granted.arg), still: still.filter(([since]) => due === null || since <= due) }
}

export function clockCases(): Value {
  return ROWS.map(caseOf).map((each) => {
    const again = each.start === null ? null : dueDay(each.clock, each.start, counted(each))
    if (again !== each.due) throw new Error(`${each.why}: ${String(each.due)} by hand, ${String(again)} by the second count`)
    return { ...each }
  }) as unknown as Value
}
