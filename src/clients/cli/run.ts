import type { Language } from '#domain/bodies.ts'
import { readArguments, nearest } from './arguments.ts'
import { DONE, UsageError, type Command } from './command.ts'
import { tellFailure } from './failure.ts'
import { helpOf, overviewOf } from './help.ts'
import { languageOf, type Io } from './io.ts'

/** The commands by their first word, loaded when they are needed: filing a report need not load a server. */
export type Groups = Readonly<Record<string, () => Promise<readonly Command[]>>>

/** The world, before language and form of the answer are known. */
export interface Outside extends Pick<Io, 'out' | 'error' | 'input' | 'env' | 'watched'> {
  wordsIn(language: Language): Promise<Pick<Io, 'say' | 'refusals'>>
  readonly version: string
}

/** Runs what was typed. Never throws. @returns the exit code */
export async function run(groups: Groups, argv: readonly string[], outside: Outside): Promise<number> {
  const json = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined).includes('--json')
  let io = await ioFor(outside, { json, asked: null })
  try {
    io = await ioFor(outside, { json, asked: askedLanguage(argv) })
    const [first = '--help', second = '--help'] = argv
    if (first === '--version') return shown(io, outside.version)
    if (ASKS_FOR_HELP.has(first)) return shown(io, overviewOf(await all(groups), io.say))
    const group = Object.hasOwn(groups, first) ? await groups[first]?.() : undefined
    if (group === undefined) throw unknownCommand(await all(groups), first)
    const command = group.find(({ name }) => name === first || name === `${first} ${second}`)
    if (command === undefined && ASKS_FOR_HELP.has(second)) return shown(io, overviewOf(group, io.say))
    if (command === undefined) throw unknownCommand(group, `${first} ${second}`)
    const { given, words } = readArguments(command, argv.slice(command.name.split(' ').length))
    return given['help'] === true ? shown(io, helpOf(command, io.say)) : await command.run(given, io, words)
  } catch (error) {
    return tellFailure(error, io)
  }
}

const ASKS_FOR_HELP = new Set(['--help', '-h', 'help'])

function shown(io: Io, text: string): number {
  io.out(`${text}\n`)
  return DONE
}

async function all(groups: Groups): Promise<readonly Command[]> {
  return (await Promise.all(Object.values(groups).map((load) => load()))).flat()
}

async function ioFor(outside: Outside, { json, asked }: Pick<Io, 'json' | 'asked'>): Promise<Io> {
  const language = asked ?? languageOf(outside.env)
  const { out, error, input, env, watched } = outside
  return { ...await outside.wordsIn(language), language, asked, json, out, error, input, env, watched }
}

/** @throws UsageError */
function askedLanguage(argv: readonly string[]): Language | null {
  const at = argv.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='))
  if (at < 0) return null
  const value = argv[at] === '--lang' ? argv[at + 1] : argv[at]?.slice('--lang='.length)
  if (value === 'en' || value === 'zh') return value
  throw new UsageError((say) => say['usage-language'])
}

function unknownCommand(commands: readonly Command[], typed: string): UsageError {
  const near = nearest(typed, commands.map(({ name }) => name))
  if (near === null) return new UsageError((say) => say['usage-unknown-command']({ command: typed }))
  return new UsageError((say) => say['usage-unknown-command-near']({ command: typed, near }))
}
