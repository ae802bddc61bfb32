import { writeNote } from '#clients/member/report.ts'
import { NOTE_ATTACH_OPTIONS, sendAttachments } from './attach.ts'
import { command } from './command.ts'
import { onReport } from './desk-deed.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { keysNamed, MENTION_OPTION } from './member-named.ts'
import { TEXT_OPTIONS, TEXT_WORDS, textBeside } from './text-input.ts'

/** postern desk note: writes a note that only handlers read. Needs a member's passphrase. */
export const deskNote = command({
  name: 'desk note',
  summary: 'summary-desk-note',
  words: { shown: `ID ${TEXT_WORDS.shown}`, min: 1, max: 2 },
  options: { ...MEMBER_OPTIONS, ...TEXT_OPTIONS, ...NOTE_ATTACH_OPTIONS, ...MENTION_OPTION },
  async run(given, io, [report = '', ...words]) {
    const text = await textBeside(given.attach, given, { io, words })
    return onReport({ ...given, report }, io, async (session, id) => (
      writeNote(session, id, { text, mentions: keysNamed(session, given.mention), files: await sendAttachments(session.api, io, { ...given, 'as-is': true }) })))
  },
})
