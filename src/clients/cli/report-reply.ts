import { replyToReport } from '#clients/reporter/reply.ts'
import { requiredText } from '#base/text.ts'
import { ATTACH_OPTIONS, sendAttachments } from './attach.ts'
import { command, DONE } from './command.ts'
import { answer } from './io.ts'
import { persist } from './persist.ts'
import { comeBack, conversationJson, conversationLines, RECEIPT_OPTIONS } from './reporter-side.ts'
import { IDENTITY_OPTIONS, languageOfText, readIdentity, readText, requireText, TEXT_OPTIONS, TEXT_WORDS } from './text-input.ts'

/** postern report reply: adds a message to a conversation. The code is the key. */
export const reportReply = command({
  name: 'report reply',
  summary: 'summary-report-reply',
  words: TEXT_WORDS,
  options: { ...RECEIPT_OPTIONS, ...TEXT_OPTIONS, ...IDENTITY_OPTIONS, ...ATTACH_OPTIONS },
  async run(given, io, words) {
    const isMore = given['identity-file'] !== undefined || given.attach.length > 0
    const text = isMore ? await readText(given, io, words) ?? '' : requiredText(await requireText(given, io, words))
    const { api, office, keys } = await comeBack(given)
    const identity = await readIdentity(office, given['identity-file'])
    const files = await sendAttachments(api, io, given)
    const reply = {
      keys, text, language: languageOfText(io.asked, text), provenance: 'by-command-line', tried: new Set<string>(), files, ...(identity === null ? {} : { identity }),
    } as const
    const view = await persist(() => replyToReport(api, office, reply))
    answer(io, conversationJson(view), () => conversationLines(view, io))
    return DONE
  },
})
