import { command } from '#clients/cli/command.ts'

/** postern bench: measures this machine with Postern. Starts services of its own in folders of their own; needs no key. */
export const benchCommand = command({
  name: 'bench',
  summary: 'summary-bench',
  words: { shown: '[name…]', min: 0, max: 32 },
  note: 'note-bench',
  options: { short: { type: 'flag', help: 'option-short' } },
  async run({ short }, io, names) {
    const { runBenches } = await import('#bench/main.ts')
    return runBenches(names, io, short)
  },
})
