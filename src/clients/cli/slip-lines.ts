import type { EnteredSlip } from '#clients/reporter/enter-report.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import { aloud, SLIP_WORDS } from '#clients/reporter/slip.ts'
import type { Arrival, Language } from '#domain/bodies.ts'
import { isOral } from '#domain/minutes.ts'
import { groupsOf } from '#sealing/plain/receipt.ts'
import type { Io } from './io.ts'
import { visibleLine } from './visible.ts'

export interface SlipFor {
  readonly io: Io
  /** The reporter's. */
  readonly language: Language
  readonly arrival: Arrival
  readonly office: TrustedOffice
  readonly to: string
}

/** What is handed or read to the reporter, in the reporter's language. It is shown this once. */
export function enteredSlipOf({ receipt, report, receivedDay, dates: { answerBy, outcomeBy } }: EnteredSlip, { io, language, arrival, office, to }: SlipFor): string[] {
  const { say } = io
  const done = `  ${say['enter-done']({ day: receivedDay, id: report.slice(0, 10) })}`
  if (receipt === null) return ['', done, `  ${say['enter-no-code']}`, '']
  const words = SLIP_WORDS[language]
  const groups = groupsOf(receipt)
  const spoken = aloud(receipt, language)
  return [
    '', done, `  ${say['enter-code']}`, '',
    `  ${words['slip-title']}`, `  ${words['slip-of']({ day: receivedDay, office: visibleLine(office.names[language]) })}`, '',
    `      ${groups.map((_, index) => `(${index + 1}) `).join('    ')}`.trimEnd(),
    `      ${groups.join('    ')}`, '',
    `  ${words['slip-where']} ${to}/`, `  ${words['slip-what']}`, ...(isOral(arrival) ? [`  ${words['slip-minutes']}`] : []),
    ...(answerBy === null ? [] : [`  ${words['slip-acknowledge']({ day: answerBy })}`]), ...(outcomeBy === null ? [] : [`  ${words['slip-feedback']({ day: outcomeBy })}`]),
    `  ${words['slip-lost']}`, `  ${words['slip-seen']}`, '',
    `  ${words['slip-aloud']}`, ...spoken.map((group, index) => `      (${index + 1}) ${group}`), '',
  ]
}
