import type { Language } from '#domain/bodies.ts'
import type { Words } from '#words/cli/generated/words.ts'
import type { Words as RefusalWords } from '#words/refusals/generated/words.ts'
import { visibleJson } from './visible.ts'

/** What a command has of the world besides the network: two streams out, one in, and a language. */
export interface Io {
  readonly language: Language
  /** The language that was asked for with `--lang`. */
  readonly asked: Language | null
  readonly say: Words
  readonly refusals: RefusalWords
  /** Whether the caller asked for JSON. */
  readonly json: boolean
  /** Whether a person watches stderr. */
  readonly watched: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  out(text: string): void
  error(line: string): void
  readonly input: AsyncIterable<Uint8Array>
}

/** The answer of a command: one line of JSON, or lines for a person. `lines` are made visible by whoever makes them. */
export function answer(io: Io, value: object, lines: () => readonly string[]): void {
  io.out(io.json ? `${visibleJson(value)}\n` : `${lines().join('\n')}\n`)
}

/** A line for whoever waits, beside the answer. */
export function tellProgress(io: Io, line: string): void {
  io.error(io.json ? visibleJson({ progress: line }) : line)
}

/** The language that the environment asks for. @see POSIX.1-2024, 8.2: LC_ALL wins over LC_MESSAGES, and that over LANG */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const named = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '')
  return named?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en'
}
