import { openReport } from '#clients/reporter/open-report.ts'
import { ownFile } from '#clients/reporter/own-file.ts'
import { openFile } from '#clients/transport/download.ts'
import { command } from './command.ts'
import { FETCH_OPTIONS, fileNamed, writeOut } from './fetch-file.ts'
import { comeBack, RECEIPT_OPTIONS } from './reporter-side.ts'

/** postern report fetch: a file of the own conversation, as it was sent. The code is the key. */
export const reportFetch = command({
  name: 'report fetch',
  summary: 'summary-report-fetch',
  words: { shown: 'FILE', min: 1, max: 1 },
  options: { ...RECEIPT_OPTIONS, ...FETCH_OPTIONS },
  async run(given, io, [typed = '']) {
    const { api, office, keys } = await comeBack(given)
    const attachment = fileNamed((await openReport(api, office, keys)).turns.flatMap(({ files = [] }) => files), typed)
    return writeOut(await openFile(api, ownFile(keys, attachment.file), attachment), given.out, io)
  },
})
