import { reply } from '#clients/member/report.ts'
import { ATTACH_OPTIONS, sendAttachments } from './attach.ts'
import { command } from './command.ts'
import { onReport } from './desk-deed.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { languageOfText, TEXT_OPTIONS, TEXT_WORDS, textBeside } from './text-input.ts'

/** postern desk reply: answers the reporter. Needs a member's passphrase. */
export const deskReply = command({
  name: 'desk reply',
  summary: 'summary-desk-reply',
  words: { shown: `ID ${TEXT_WORDS.shown}`, min: 1, max: 2 },
  options: { ...MEMBER_OPTIONS, ...TEXT_OPTIONS, ...ATTACH_OPTIONS },
  async run(given, io, [report = '', ...words]) {
    const text = await textBeside(given.attach, given, { io, words })
    return onReport({ ...given, report }, io, async (session, id) => (
      reply(session, id, { text, language: languageOfText(io.asked, text), files: await sendAttachments(session.api, io, given) })))
  },
})
