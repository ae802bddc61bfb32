import { requiredText } from '#base/text.ts'
import { writeNote } from '#clients/member/report.ts'
import { command } from './command.ts'
import { onReport } from './desk-deed.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { requireText, TEXT_OPTIONS, TEXT_WORDS } from './text-input.ts'

/** postern desk note: writes a note that only handlers read. Needs a member's passphrase. */
export const deskNote = command({
  name: 'desk note',
  summary: 'summary-desk-note',
  words: { shown: `ID ${TEXT_WORDS.shown}`, min: 1, max: 2 },
  options: { ...MEMBER_OPTIONS, ...TEXT_OPTIONS },
  async run(given, io, [report = '', ...words]) {
    const text = requiredText(await requireText(given, io, words))
    return onReport({ ...given, report }, io, (session, id) => writeNote(session, id, text))
  },
})
