import { tellRetaliation } from '#clients/reporter/tell-retaliation.ts'
import { isDay } from '#base/day.ts'
import { command, DONE, UsageError } from './command.ts'
import { answer } from './io.ts'
import { persist } from './persist.ts'
import { comeBack, conversationJson, conversationLines, RECEIPT_OPTIONS } from './reporter-side.ts'
import { languageOfText, requireText, TEXT_OPTIONS, TEXT_WORDS } from './text-input.ts'
import { visibleLine } from './visible.ts'

/** postern report retaliation: says that retaliation has begun. The code is the key. */
export const reportRetaliation = command({
  name: 'report retaliation',
  summary: 'summary-report-retaliation',
  words: TEXT_WORDS,
  note: 'note-report-retaliation',
  options: {
    ...RECEIPT_OPTIONS, ...TEXT_OPTIONS,
    'since': { type: 'text', value: 'DAY', help: 'option-since' },
    'may-act': { type: 'flag', help: 'option-may-act' },
  },
  async run(given, io, words) {
    const { since = '' } = given
    if (since !== '' && !isDay(since)) throw new UsageError((say) => say['usage-day']({ day: visibleLine(since) }))
    const text = await requireText(given, io, words)
    const { api, office, keys } = await comeBack(given)
    const told = { keys, text, since, mayAct: given['may-act'], language: languageOfText(io.asked, text), provenance: 'by-command-line', tried: new Set<string>() } as const
    const view = await persist(() => tellRetaliation(api, office, told))
    answer(io, conversationJson(view), () => conversationLines(view, io))
    return DONE
  },
})
