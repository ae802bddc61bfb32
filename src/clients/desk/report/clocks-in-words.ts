import type { Day } from '#base/day.ts'
import type { Clock } from '#domain/clocks/derive.ts'
import type { Rule } from '#domain/clocks/rule.ts'
import { passedPercent, shortDay } from '#clients/desk/days.ts'
import { dueBy, type DueTone } from '#clients/desk/queue/due.ts'
import type { Tongue } from '#clients/desk/tongue.svelte.ts'

export interface ClockInWords {
  readonly name: string
  readonly standing: string
  readonly tone: DueTone
  readonly percent: number
  readonly rule: string
  /** What else is to be known: who asked for more time, which year nobody published. */
  readonly notes: readonly string[]
}

export interface Reading {
  readonly today: Day
  readonly tongue: Pick<Tongue, 'words' | 'language'>
}

/** One clock as it stands, with its rule and its article. */
export function clockInWords(clock: Clock, { today, tongue }: Reading): ClockInWords {
  const { start, due, status } = clock
  const isOver = status === 'met' || status === 'ended' || status === 'waived' || (status === 'breached' && clock.done !== null)
  return {
    name: clock.rule.names[tongue.language], ...standingOf(clock, { today, tongue }), rule: ruleInWords(clock, tongue), notes: notesOf(clock, tongue),
    percent: isOver ? 100 : start === null || due === null ? 0 : passedPercent(start, due, today),
  }
}

function standingOf(clock: Clock, { today, tongue }: Reading): Pick<ClockInWords, 'standing' | 'tone'> {
  const { words, language } = tongue
  const { status, due, done } = clock
  const dayOf = (day: Day): string => shortDay(day, today, language)
  switch (status) {
    case 'ended': return { standing: words['clock-ended'], tone: 'plain' }
    case 'waived': return { standing: words['clock-waived'], tone: 'plain' }
    case 'met': return { standing: words['clock-met']({ day: dayOf(done ?? today) }), tone: 'plain' }
    case 'paused': return { standing: words['clock-paused']({ day: dayOf(clock.pauses.at(-1)?.from ?? today) }), tone: 'soon' }
    case 'breached': case 'waiting': case 'running': case 'extended': {
      if (done !== null) return { standing: words['clock-met-late']({ day: dayOf(done) }), tone: 'late' }
      if (due === null) return { standing: words['clock-waiting'], tone: 'plain' }
      const by = dueBy(due, today, tongue)
      const date = dayOf(due)
      return { standing: by.text === date ? date : words['clock-due']({ day: date, due: by.text }), tone: by.tone }
    }
  }
}

/** How long, from when, by which article; and whether anybody compared it with the law. */
export function ruleInWords({ rule, source }: Pick<Clock, 'rule' | 'source'>, { words, language }: Reading['tongue']): string {
  const length = rule.amount === 0 ? words['clock-length-same-day'] : lengthInWords(rule.amount, rule.unit, words)
  const said = words['clock-rule']({ length, start: words[`clock-start-${rule.starts}`], source: source[language], article: rule.wording.article[language] })
  if (rule.wording.checked) return said
  return language === 'zh' ? `${said}${words['clock-unchecked']}` : `${said} ${words['clock-unchecked']}`
}

export function lengthInWords(amount: number, unit: Rule['unit'], words: Tongue['words']): string {
  return words[`clock-length-${unit}`]({ count: amount })
}

function notesOf({ status, rule, extendedBy, pending, pauses, provisional }: Clock, { words }: Reading['tongue']): readonly string[] {
  const { extension } = rule
  return [
    ...(status === 'waiting' && rule.startsAtLatest !== undefined ? [words['clock-begins-later']] : []),
    ...(extension !== undefined && extendedBy > 0 ? [words['clock-extended']({ length: lengthInWords(extendedBy, extension.unit, words) })] : []),
    ...(extension !== undefined && pending !== null ? [words['clock-asked']({ length: lengthInWords(pending.amount, extension.unit, words) })] : []),
    ...(pauses.some(({ to }) => to !== null) ? [words['clock-stood-still']] : []),
    ...(provisional ? [words['clock-provisional']] : []),
  ]
}
