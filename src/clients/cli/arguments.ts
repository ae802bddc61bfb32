import { parseArgs } from 'node:util'
import { fromBase64url } from '#base/bytes.ts'
import { COMMON, UsageError, type Command, type Options } from './command.ts'

export interface Read {
  readonly given: Readonly<Record<string, unknown>>
  readonly words: readonly string[]
}

interface OptionToken {
  readonly kind: 'option'
  readonly name: string
  readonly rawName: string
  readonly value: string | undefined
}

/**
 * What was typed after a command's name, checked against what the command takes.
 * @throws UsageError
 */
export function readArguments(command: Command, argv: readonly string[]): Read {
  const options: Options = { ...command.options, ...COMMON }
  const config = Object.fromEntries(Object.entries(options).map(([name, { type }]) =>
    [name, { type: type === 'text' ? 'string' : 'boolean' }] as const))
  const { tokens } = parseArgs({ args: glued(options, argv), options: config, strict: false, allowPositionals: true, tokens: true })
  const values = new Map<string, string[]>()
  for (const token of tokens) if (token.kind === 'option') keep(command, { options, values }, token)
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []))
  const given = Object.fromEntries(Object.entries(options).map(([name, { type, many }]) => {
    const all = values.get(name)
    if (type === 'flag') return [name, all !== undefined]
    return [name, many === true ? all ?? [] : all?.[0]]
  }))
  if (given['help'] !== true) checkWhole(command, { given, words })
  return { given, words }
}

/**
 * Binds each value to its option, so that a value may begin with a dash: `--text '- first'`. An id may begin with one too;
 * nothing else is 43 characters of base64url. @throws UsageError for an option that lacks its value
 */
function glued(options: Options, argv: readonly string[]): string[] {
  const known: string[] = []
  const words: string[] = []
  for (let at = 0; at < argv.length; at++) {
    const arg = argv[at] ?? ''
    const next = argv[at + 1]
    const takesValue = arg.startsWith('--') && options[arg.slice(2)]?.type === 'text'
    if (arg === '--') {
      words.push(...argv.slice(at + 1))
      break
    }
    if (takesValue) {
      if (next === undefined || isOption(options, next)) throw needsValue(options, arg)
      known.push(`${arg}=${next}`)
      at += 1
    } else (isWord(arg) ? words : known).push(arg === '-h' ? '--help' : arg)
  }
  return [...known, '--', ...words]
}

/** All words go behind the options together, or an id that begins with a dash would stand behind the word that follows it. */
function isWord(arg: string): boolean {
  return !arg.startsWith('-') || arg === '-' || isId(arg)
}

function isOption(options: Options, arg: string): boolean {
  return arg.startsWith('--') && Object.hasOwn(options, arg.slice(2).split('=')[0] ?? '')
}

export function isId(text: string): boolean {
  return text.length === 43 && fromBase64url(text)?.length === 32
}

function keep(command: Command, { options, values }: { readonly options: Options; readonly values: Map<string, string[]> }, token: OptionToken): void {
  const { name, rawName, value } = token
  const spec = Object.hasOwn(options, name) ? options[name] : undefined
  if (spec === undefined) throw unknownOption(command, options, rawName)
  if (spec.type === 'flag' && value !== undefined) throw new UsageError((say) => say['usage-takes-no-value']({ option: rawName }))
  const all = values.get(name) ?? []
  if (all.length > 0 && spec.many !== true) throw new UsageError((say) => say['usage-given-twice']({ option: rawName }))
  values.set(name, [...all, value ?? ''])
}

function needsValue(options: Options, rawName: string): UsageError {
  return new UsageError((say) => say['usage-needs-value']({ option: rawName, value: options[rawName.slice(2)]?.value ?? '' }))
}

function unknownOption(command: Command, options: Options, rawName: string): UsageError {
  const near = nearest(rawName.replace(/^-+/, ''), Object.keys(options))
  if (near === null) return new UsageError((say) => say['usage-unknown-option']({ option: rawName, command: command.name }))
  return new UsageError((say) => say['usage-unknown-option-near']({ option: rawName, near: `--${near}` }))
}

function checkWhole(command: Command, { given, words }: Read): void {
  for (const [name, { required, value }] of Object.entries(command.options)) {
    if (required === true && given[name] === undefined) {
      throw new UsageError((say) => say['usage-missing']({ option: value === undefined ? `--${name}` : `--${name} ${value}` }))
    }
  }
  const { min, max, shown } = command.words ?? { min: 0, max: 0, shown: '' }
  if (words.length < min) throw new UsageError((say) => say['usage-missing']({ option: shown }))
  const surplus = words[max]
  if (surplus !== undefined) throw new UsageError((say) => say['usage-surplus']({ word: surplus, command: command.name }))
}

/** The name that was most likely meant: it begins alike, or two slips of the finger away. */
export function nearest(typed: string, names: readonly string[]): string | null {
  const begins = names.filter((name) => typed.length > 1 && (name.startsWith(typed) || typed.startsWith(name)))
  const ranked = names.map((name) => ({ name, distance: distanceOf(typed, name) })).sort((a, b) => a.distance - b.distance)
  const [best] = ranked
  if (best !== undefined && best.distance <= 2 && best.distance < best.name.length) return best.name
  return begins[0] ?? null
}

/** Levenshtein's distance, a row at a time. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
