import { openReportAsHandler, reply } from '#clients/member/report.ts'
import { command, UsageError } from './command.ts'
import { onReport } from './desk-deed.ts'
import { fileNamed } from './fetch-file.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { languageOfText, readText, TEXT_OPTIONS, typed } from './text-input.ts'

/** postern desk transcript: offers the reporter what is heard in a recording of theirs, or says why nobody checks it. Needs a member's passphrase. */
export const deskTranscript = command({
  name: 'desk transcript',
  summary: 'summary-desk-transcript',
  words: { shown: 'ID FILE (--text T | --text-file F | - | --unchecked REASON)', min: 2, max: 3 },
  note: 'note-desk-transcript',
  options: { ...MEMBER_OPTIONS, ...TEXT_OPTIONS, unchecked: { type: 'text', value: 'REASON', help: 'option-unchecked' } },
  async run(given, io, [report = '', file = '', ...words]) {
    const written = await readText(given, io, words)
    if ((written === null) === (given.unchecked === undefined)) throw new UsageError((say) => say['usage-transcript'])
    const text = written ?? typed(given.unchecked ?? '')
    return onReport({ ...given, report }, io, async (session, id) => {
      const { conversation: { turns } } = await openReportAsHandler(session, id)
      const recording = fileNamed(turns.filter(({ from }) => from === 'reporter').flatMap(({ files = [] }) => files), file).file
      const is = written === null ? 'unchecked' : 'offered'
      return reply(session, id, { text, language: languageOfText(io.asked, text), transcript: { file: recording, is } })
    })
  },
})
