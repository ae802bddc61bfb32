import type { Day } from '#base/day.ts'
import { acknowledgeBy, feedbackBy } from '#domain/clocks.ts'
import { nextDate, type Docket } from '#domain/docket.ts'
import { passedPercent, shortDay } from '#clients/desk/days.ts'
import { dueBy, type DueTone } from '#clients/desk/queue/due.ts'
import type { Tongue } from '#clients/desk/tongue.svelte.ts'

export interface ClockInWords {
  readonly name: string
  readonly standing: string
  readonly tone: DueTone
  readonly percent: number
  readonly rule: string
}

interface Reading {
  readonly today: Day
  readonly tongue: Pick<Tongue, 'words' | 'language'>
}

/** The two clocks of every report, whether they run, were met or have ended with the report itself. */
export function clocksOf(docket: Docket, { today, tongue }: Reading): readonly ClockInWords[] {
  const { words } = tongue
  const next = nextDate(docket)
  const { receivedDay, acknowledgedDay } = docket
  const answerBy = acknowledgeBy(receivedDay)
  const outcomeBy = feedbackBy(receivedDay, acknowledgedDay)
  return [
    {
      name: words['clock-acknowledge'], rule: words['clock-acknowledge-rule'],
      ...(acknowledgedDay === null ? running(answerBy, next !== null) : met(acknowledgedDay, answerBy)),
      percent: acknowledgedDay === null ? passedPercent(receivedDay, answerBy, today) : 100,
    },
    {
      name: words['clock-feedback'], rule: words['clock-feedback-rule'],
      ...running(outcomeBy, next !== null), percent: next === null ? 100 : passedPercent(receivedDay, outcomeBy, today),
    },
  ]

  function running(by: Day, runs: boolean): Pick<ClockInWords, 'standing' | 'tone'> {
    if (!runs) return { standing: words['clock-ended'], tone: 'plain' }
    const due = dueBy(by, today, tongue)
    const date = shortDay(by, today, tongue.language)
    return { standing: due.text === date ? date : words['clock-due']({ day: date, due: due.text }), tone: due.tone }
  }

  function met(day: Day, by: Day): Pick<ClockInWords, 'standing' | 'tone'> {
    const date = shortDay(day, today, tongue.language)
    return { standing: day <= by ? words['clock-met']({ day: date }) : words['clock-met-late']({ day: date }), tone: 'plain' }
  }
}
