import { run, type Groups, type Outside } from '#clients/cli/run.ts'
import { VERSION } from './version.ts'

/**
 * The one entry: `./postern <command>`. Each group of commands is loaded when one of it is called, so that a reporter's client
 * does not load a server, nor a server a bench.
 */
const GROUPS: Groups = {
  start: async () => [(await import('./start-command.ts')).startCommand],
  line: async () => [(await import('./line-command.ts')).lineCommand],
  report: async () => (await import('#clients/cli/reporter-commands.ts')).REPORTER_COMMANDS,
  desk: async () => (await import('#clients/cli/member-commands.ts')).MEMBER_COMMANDS,
  verify: async () => [(await import('./verify-command.ts')).verifyCommand],
  'verify-site': async () => [(await import('./verify-site-command.ts')).verifySiteCommand],
  bench: async () => [(await import('./bench-command.ts')).benchCommand],
}

const outside: Outside = {
  out: (text) => { process.stdout.write(text) },
  error: (line) => { process.stderr.write(`${line}\n`) },
  input: process.stdin,
  env: process.env,
  watched: process.stderr.isTTY,
  version: VERSION,
  wordsIn: async (language) => (language === 'zh'
    ? { say: (await import('#words/cli/generated/zh.ts')).zh, refusals: (await import('#words/refusals/generated/zh.ts')).zh }
    : { say: (await import('#words/cli/generated/en.ts')).en, refusals: (await import('#words/refusals/generated/en.ts')).en }),
}

// Whoever reads us may stop reading: `postern desk list | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
process.exitCode = await run(GROUPS, process.argv.slice(2), outside)
