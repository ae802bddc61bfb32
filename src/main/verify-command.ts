import { command, UsageError } from '#clients/cli/command.ts'
import { verifyExport } from '#clients/cli/verify-export.ts'
import { verifyData } from './verify-data.ts'

/** postern verify: holds a data folder or an export to its signatures. Reads only; needs no key. */
export const verifyCommand = command({
  name: 'verify',
  summary: 'summary-verify',
  note: 'note-verify',
  options: {
    data: { type: 'text', value: 'DIR', help: 'option-verify-data' },
    export: { type: 'text', value: 'DIR', help: 'option-verify-export' },
  },
  async run(given, io) {
    if (given.data !== undefined && given.export === undefined) return verifyData(given.data, io)
    if (given.export !== undefined && given.data === undefined) return verifyExport(given.export, io)
    throw new UsageError((say) => say['usage-verify'])
  },
})
