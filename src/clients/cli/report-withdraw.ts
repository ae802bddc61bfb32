import { withdrawReport } from '#clients/reporter/withdraw.ts'
import { command, DONE } from './command.ts'
import { answer } from './io.ts'
import { comeBack, conversationJson, conversationLines, RECEIPT_OPTIONS } from './reporter-side.ts'

/** postern report withdraw: takes a report back. Without `--apply` it only tells what it would do. The code is the key. */
export const reportWithdraw = command({
  name: 'report withdraw',
  summary: 'summary-report-withdraw',
  note: 'note-report-withdraw',
  options: {
    ...RECEIPT_OPTIONS,
    why: { type: 'text', value: 'WORDS', help: 'option-why' },
    erase: { type: 'flag', help: 'option-erase' },
    apply: { type: 'flag', help: 'option-apply' },
  },
  async run(given, io) {
    const { api, office, keys } = await comeBack(given)
    if (!given.apply) {
      answer(io, { withdrawn: false }, () => [io.say['withdraw-would']])
      return DONE
    }
    const view = await withdrawReport(api, office, { keys, text: given.why ?? '', language: io.language, erase: given.erase })
    answer(io, conversationJson(view), () => conversationLines(view, io))
    return DONE
  },
})
