import { checkMinutes } from '#clients/reporter/check-minutes.ts'
import { requiredText } from '#base/text.ts'
import { command, DONE, UsageError } from './command.ts'
import { answer } from './io.ts'
import { persist } from './persist.ts'
import { comeBack, conversationJson, conversationLines, RECEIPT_OPTIONS } from './reporter-side.ts'
import { languageOfText, readText, TEXT_OPTIONS } from './text-input.ts'

/** postern report minutes: agrees to minutes that the office took, or to the transcript of a recording, or corrects them. The code is the key. */
export const reportMinutes = command({
  name: 'report minutes',
  summary: 'summary-report-minutes',
  words: { shown: '[--of N] (--agree | --text T | --text-file F | -)', min: 0, max: 1 },
  note: 'note-report-minutes',
  options: { ...RECEIPT_OPTIONS, agree: { type: 'flag', help: 'option-agree' }, of: { type: 'text', value: 'N', help: 'option-of' }, ...TEXT_OPTIONS },
  async run(given, io, words) {
    const typed = await readText(given, io, words)
    if (given.agree === (typed !== null)) throw new UsageError((say) => say['usage-minutes'])
    if (given.of !== undefined && !/^[1-9]\d{0,8}$/.test(given.of)) throw new UsageError((say) => say['usage-of'])
    const text = typed === null ? '' : requiredText(typed)
    const { api, office, keys } = await comeBack(given)
    const check = { keys, answer: given.agree ? 'agreed' : 'rectified', text, language: languageOfText(io.asked, text), provenance: 'by-command-line', of: given.of === undefined ? undefined : Number(given.of), tried: new Set<string>() } as const
    const view = await persist(() => checkMinutes(api, office, check))
    answer(io, conversationJson(view), () => conversationLines(view, io))
    return DONE
  },
})
