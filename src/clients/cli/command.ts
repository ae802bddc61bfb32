import type { Words } from '#words/cli/generated/words.ts'
import type { Io } from './io.ts'

/** How a command ends, for whoever calls it from a script. */
export const DONE = 0
export const DEFECT = 1
export const USAGE = 2
export const REFUSED = 3
export const BROKEN = 4

/** A sentence that needs nothing filled in. */
export type Sentence = { [K in keyof Words]: Words[K] extends string ? K : never }[keyof Words]

export interface OptionSpec {
  readonly type: 'text' | 'flag'
  readonly help: Sentence
  /** What stands for the value in the help: `URL`, `FILE`. */
  readonly value?: string
  readonly required?: true
  /** May be given several times. */
  readonly many?: true
}

export type Options = Readonly<Record<string, OptionSpec>>

type ValueOf<S extends OptionSpec> =
  S extends { readonly type: 'flag' } ? boolean
    : S extends { readonly many: true } ? readonly string[]
      : S extends { readonly required: true } ? string : string | undefined

/** What was given for each option; required ones are there. */
export type Given<O extends Options> = { readonly [K in keyof O]: ValueOf<O[K]> }

interface Described {
  /** As it is typed: `report file`. */
  readonly name: string
  readonly summary: Sentence
  /** How the words that are no options are shown in the help; without it there are none. */
  readonly words?: { readonly shown: string; readonly min: number; readonly max: number }
  /** A sentence below the options. */
  readonly note?: Sentence
}

export interface CommandSpec<O extends Options> extends Described {
  readonly options: O
  run(given: Given<O>, io: Io, words: readonly string[]): Promise<number>
}

/** A command as the entry sees it: a value, so that its help is generated and cannot drift from what it takes. */
export interface Command extends Described {
  readonly options: Options
  run(given: Readonly<Record<string, unknown>>, io: Io, words: readonly string[]): Promise<number>
}

export function command<const O extends Options>(spec: CommandSpec<O>): Command {
  // `readArguments` gives exactly the options that are declared: this is the one place where that is taken on trust.
  return { ...spec, run: (given, io, words) => spec.run(given as Given<O>, io, words) }
}

/** What every command takes. */
export const COMMON = {
  json: { type: 'flag', help: 'option-json' },
  lang: { type: 'text', value: 'en|zh', help: 'option-lang' },
  help: { type: 'flag', help: 'option-help' },
} as const satisfies Options

/** Somebody typed a command that cannot be carried out. `tell` says in the caller's language what is wrong with it. */
export class UsageError extends Error {
  readonly tell: (words: Words) => string

  constructor(tell: (words: Words) => string) {
    super('usage')
    this.name = 'UsageError'
    this.tell = tell
  }
}
