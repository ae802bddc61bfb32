import { command, UsageError } from '#clients/cli/command.ts'

/** postern bench: measures this machine with Postern. Starts services of its own in folders of their own; needs no key. */
export const benchCommand = command({
  name: 'bench',
  summary: 'summary-bench',
  words: { shown: '[name…]', min: 0, max: 32 },
  note: 'note-bench',
  options: { short: { type: 'flag', help: 'option-short' }, reports: { type: 'text', value: 'N', help: 'option-bench-reports' } },
  async run({ short, reports }, io, names) {
    if (reports !== undefined && !/^[1-9]\d{2,5}$/.test(reports)) throw new UsageError((say) => say['usage-bench-reports'])
    const { runBenches } = await import('#bench/main.ts')
    return runBenches(names, io, { short, ...(reports === undefined ? {} : { reports: Number(reports) }) })
  },
})
