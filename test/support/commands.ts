// Commands of ours in the test's own process. One of its own takes half a second of a core to load and most of another to log in: a few journeys pay
// for that (runPostern in postern.ts), and hold that a command is a process that ends with a number.
import { VERSION } from '#main/version.ts'
import { verifyCommand } from '#main/verify-command.ts'
import { MEMBER_COMMANDS } from '#clients/cli/member-commands.ts'
import { REPORTER_COMMANDS } from '#clients/cli/reporter-commands.ts'
import { run } from '#clients/cli/run.ts'
import { utf8 } from '#base/bytes.ts'
import { en as cliEn } from '#words/cli/generated/en.ts'
import { zh as cliZh } from '#words/cli/generated/zh.ts'
import { en as refusalsEn } from '#words/refusals/generated/en.ts'
import { zh as refusalsZh } from '#words/refusals/generated/zh.ts'
import type { CommandResult } from './postern.ts'

export const SENTENCES = { en: { say: cliEn, refusals: refusalsEn }, zh: { say: cliZh, refusals: refusalsZh } } as const

const GROUPS = { report: async () => REPORTER_COMMANDS, desk: async () => MEMBER_COMMANDS, verify: async () => [verifyCommand] }

/** As runPostern, for `report`, `desk` and `verify`. Not two at once that write for one member: what they keep is told apart by their process. */
export async function runHere(args: readonly string[], input = '', env: Readonly<Record<string, string | undefined>> = process.env): Promise<CommandResult> {
  let [out, errors] = ['', '']
  const code = await run(GROUPS, args, {
    out: (text) => { out += text }, error: (line) => { errors += `${line}\n` }, input: typed(input), env, watched: false, version: VERSION,
    wordsIn: async (language) => SENTENCES[language],
  })
  return { code, out, errors }
}

async function* typed(input: string): AsyncGenerator<Uint8Array> {
  if (input !== '') yield utf8(input)
}
