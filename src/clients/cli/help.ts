import type { Words } from '#words/cli/generated/words.ts'
import { COMMON, type Command, type Options, type OptionSpec } from './command.ts'

/** The help of one command, made from the command itself. */
export function helpOf(command: Command, say: Words): string {
  const { name, summary, options, words, note } = command
  const required = Object.entries(options).filter(([, option]) => option.required === true)
  const usage = ['postern', name, ...required.map(([key, option]) => spelled(key, option)), `[${say['help-options']}]`, words?.shown ?? '']
  return [
    `postern ${name}: ${say[summary]}`, '',
    `${say['help-usage']} ${usage.filter((part) => part !== '').join(' ')}`, '',
    ...optionLines({ ...options, ...COMMON }, say), '',
    ...(note === undefined ? [] : [say[note], '']),
    say['help-exit'],
  ].join('\n')
}

/** The list of commands, whole or those that begin with the words typed. */
export function overviewOf(commands: readonly Command[], say: Words): string {
  const rows = commands.map(({ name, summary }) => [name, say[summary]] as const)
  const width = Math.max(...rows.map(([name]) => name.length))
  return [
    say['help-about'], '',
    `${say['help-usage']} postern <${say['help-command']}> [${say['help-options']}]`, '',
    ...rows.map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}`), '',
    say['help-more'], say['help-exit'],
  ].join('\n')
}

function optionLines(options: Options, say: Words): string[] {
  const rows = Object.entries(options).map(([key, option]) => [spelled(key, option), say[option.help]] as const)
  const width = Math.max(...rows.map(([option]) => option.length))
  return rows.map(([option, help]) => `  ${option.padEnd(width)}  ${help}`)
}

function spelled(key: string, { value, many }: OptionSpec): string {
  const shown = value === undefined ? `--${key}` : `--${key} ${value}`
  return many === true ? `${shown} …` : shown
}
