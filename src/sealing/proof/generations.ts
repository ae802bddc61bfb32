import { Refusal } from '#base/refusal.ts'
import { logSubject, type WrapRow } from '../sealed/entry.ts'
import type { Header } from '../sealed/header.ts'
import { wrapHash } from './hash.ts'

/**
 * [Note: Generations] A log's key has generations. Entry 0 commits to the key of generation 0 and gives it to the first readers; `rekey`
 * begins the next generation with a key of its own and names every reader from then on; `grant` gives the present key to more. All of it
 * is in signed headers, so who can read which part of a log is no server's word. @see spec/wraps.md
 */
export interface Generation {
  readonly keyCommit: string
  /** The entry that began it. */
  readonly from: number
  /** Hashes of the wraps that gave its key, with the entry that brought each. */
  readonly given: readonly { readonly seq: number; readonly hash: string }[]
}

/**
 * The generations of a sealed log, from its headers.
 * @throws Refusal `bad-chain` for an entry of another generation than its place has, `bad-commitment` for a commitment or wraps where none
 * belong and for a key that comes back; `details.seq` names the entry.
 */
export function generationsOf(headers: readonly Header[]): readonly Generation[] {
  const generations: Generation[] = []
  for (const header of headers) {
    const { seq, kind, generation, keyCommit, wraps = [] } = header
    const begins = seq === 0 || kind === 'rekey'
    if (generation !== generations.length - (begins ? 0 : 1)) throw new Refusal('bad-chain', { seq })
    if (begins !== (keyCommit !== undefined) || (!begins && kind !== 'grant' && wraps.length > 0)) throw new Refusal('bad-commitment', { seq })
    const given = wraps.map((hash) => ({ seq, hash }))
    const last = generations.at(-1)
    if (keyCommit !== undefined) {
      // Whoever was left out would read on under a key that they have.
      if (generations.some((each) => each.keyCommit === keyCommit)) throw new Refusal('bad-commitment', { seq })
      generations.push({ keyCommit, from: seq, given })
    } else if (last !== undefined && given.length > 0) generations[generations.length - 1] = { ...last, given: [...last.given, ...given] }
  }
  return generations
}

/**
 * Who can open what comes after entry `length - 1`, as `team:<team>:<epoch>`, `member:<key>` and `reporter`.
 *
 * @param rows - every wrap of the log, in any order; those that no header names count for nothing.
 * @throws Refusal `forged-history` if a wrap that a header names is not among them: a reader was hidden.
 */
export function readersAt(generations: readonly Generation[], rows: ReadonlyMap<string, WrapRow>, length: number): readonly string[] {
  const number = generations.findLastIndex(({ from }) => from < length)
  const given = generations[number]?.given.filter(({ seq }) => seq < length) ?? []
  return given.map(({ seq, hash }) => {
    const row = rows.get(hash)
    if (row?.subject !== logSubject(number)) throw new Refusal('forged-history', { seq })
    return row.reader
  })
}

export function byHash(rows: readonly WrapRow[]): ReadonlyMap<string, WrapRow> {
  return new Map(rows.map((row) => [wrapHash(row), row]))
}
