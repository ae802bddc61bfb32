import { openReport } from '#clients/reporter/open-report.ts'
import { command, DONE } from './command.ts'
import { answer } from './io.ts'
import { comeBack, conversationJson, conversationLines, RECEIPT_OPTIONS } from './reporter-side.ts'

/** postern report read: fetches, verifies and opens a conversation. The code is the key. */
export const reportRead = command({
  name: 'report read',
  summary: 'summary-report-read',
  options: RECEIPT_OPTIONS,
  async run(given, io) {
    const { api, office, keys } = await comeBack(given)
    const view = await openReport(api, office, keys)
    answer(io, conversationJson(view), () => conversationLines(view, io))
    return DONE
  },
})
