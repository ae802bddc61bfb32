import { objectToReferral } from '#clients/reporter/object.ts'
import { command, DONE } from './command.ts'
import { answer } from './io.ts'
import { persist } from './persist.ts'
import { comeBack, conversationJson, conversationLines, RECEIPT_OPTIONS } from './reporter-side.ts'
import { languageOfText, requireText, TEXT_OPTIONS, TEXT_WORDS } from './text-input.ts'

/** postern report object: objects to where a report was referred. The code is the key. */
export const reportObject = command({
  name: 'report object',
  summary: 'summary-report-object',
  words: TEXT_WORDS,
  note: 'note-report-object',
  options: { ...RECEIPT_OPTIONS, ...TEXT_OPTIONS },
  async run(given, io, words) {
    const text = await requireText(given, io, words)
    const { api, office, keys } = await comeBack(given)
    const told = { keys, text, language: languageOfText(io.asked, text), provenance: 'by-command-line', tried: new Set<string>() } as const
    const view = await persist(() => objectToReferral(api, office, told))
    answer(io, conversationJson(view), () => conversationLines(view, io))
    return DONE
  },
})
