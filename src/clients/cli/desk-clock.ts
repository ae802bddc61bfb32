import { cleanText } from '#base/text.ts'
import { moveClock, type ClockOrder } from '#clients/member/clock-deeds.ts'
import { CLOCK_DEEDS, type ClockDeed } from '#domain/docket.ts'
import { command, UsageError } from './command.ts'
import { onReport } from './desk-deed.ts'
import type { Io } from './io.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { languageOfText, typed } from './text-input.ts'

interface Given {
  readonly rule: string
  readonly reason: string
  readonly amount: string | undefined
  readonly for: string | undefined
}

/** postern desk clock: a signed deed to one clock of a report; the reporter reads the reason. Needs a member's passphrase. */
export const deskClock = command({
  name: 'desk clock',
  summary: 'summary-desk-clock',
  words: { shown: `${CLOCK_DEEDS.join('|')} ID`, min: 2, max: 2 },
  note: 'note-desk-clock',
  options: {
    ...MEMBER_OPTIONS,
    rule: { type: 'text', value: 'PACK/RULE', required: true, help: 'option-clock-rule' },
    reason: { type: 'text', value: 'T', required: true, help: 'option-reason' },
    amount: { type: 'text', value: 'N', help: 'option-clock-amount' },
    for: { type: 'text', value: 'CAUSE', help: 'option-clock-for' },
  },
  async run(given, io, [word = '', report = '']) {
    const deed = CLOCK_DEEDS.find((each) => each === word)
    if (deed === undefined) throw new UsageError((say) => say['usage-deed']({ word, deeds: CLOCK_DEEDS.join(' ') }))
    const order = orderOf(deed, given, io)
    return onReport({ ...given, report }, io, (session, id) => moveClock(session, id, order))
  },
})

/** @throws UsageError for what the deed lacks, before anybody is logged in */
function orderOf(deed: ClockDeed, given: Given, io: Io): ClockOrder {
  const reason = cleanText(typed(given.reason))
  const lengthens = deed === 'ask' || deed === 'extend'
  if (lengthens && !/^[1-9][0-9]{0,3}$/.test(given.amount ?? '')) throw new UsageError((say) => say['usage-missing']({ option: '--amount N' }))
  if (deed === 'pause' && given.for === undefined) throw new UsageError((say) => say['usage-missing']({ option: '--for CAUSE' }))
  const change = { rule: given.rule, deed, ...(lengthens ? { amount: Number(given.amount) } : {}), ...(deed === 'pause' ? { cause: given.for ?? '' } : {}) }
  return { change, reason, language: languageOfText(io.asked, reason) }
}
