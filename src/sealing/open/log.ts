import * as v from 'valibot'
import { base64url } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { parseCanonical } from '#base/json.ts'
import { Refusal } from '#base/refusal.ts'
import { BODIES, type Bodies } from '#domain/bodies.ts'
import type { DocketChange } from '#domain/docket.ts'
import { belongsTo, logKindOf, ruleOf, type EntryKind, type LogKind } from '#domain/kinds.ts'
import { commitmentOf, type LogKey } from '../plain/log-key.ts'
import { entryScheme } from '../plain/schemes.ts'
import { checkChain, type CheckedEntry } from '../proof/chain.ts'
import { generationsOf, type Generation } from '../proof/generations.ts'
import { parseLogStanza } from '../sealed/age-header.ts'
import type { SignedEntry } from '../sealed/entry.ts'
import type { Header } from '../sealed/header.ts'
import { openJson } from './age.ts'
import { unwindKeys } from './generations.ts'

interface Placed {
  readonly seq: number
  readonly hash: string
  readonly author: string
  readonly day: Day
  readonly docket: DocketChange | null
  readonly header: Header
}

/** An entry that was verified and opened. */
export type ReadableEntry = { [K in keyof Bodies]: Placed & { readonly kind: K; readonly body: Bodies[K] } }[keyof Bodies]

/**
 * An entry whose place and author are proved and whose words are not there: sealed under another key, or no words of its kind. Its
 * author made it so, or wrote it in a generation whose key this reader was never given. It locks nothing: the rest is read.
 */
export interface UnreadableEntry extends Placed {
  readonly kind: 'unreadable'
  /** What its header says that it is. */
  readonly claimed: EntryKind
}

export type OpenedEntry = ReadableEntry | UnreadableEntry

export interface OpenLog {
  readonly log: string
  readonly kind: LogKind
  readonly length: number
  readonly head: string
  readonly entries: readonly OpenedEntry[]
  /** Empty for a log that everyone reads. */
  readonly generations: readonly Generation[]
  /** The keys that were given or found in re-keyings, by generation. */
  readonly keys: ReadonlyMap<number, LogKey>
}

/**
 * Verifies a whole log from entry 0 and opens it: signatures, chain, key commitments, generations, single-use salts, kinds. An entry
 * that does not open becomes `unreadable`; everything else that is wrong refuses the whole.
 * Who was allowed to write is the caller's to check: it needs the office log.
 *
 * @param key - of the newest generation that the reader has; older ones are found in the re-keyings. Null for an office or audit log.
 * @param older - keys of earlier generations that the reader was given, for where a re-keying brings a wrong one.
 * @throws Refusal `bad-chain`, `bad-signature`, `bad-commitment`, `foreign-key`, and `malformed` for a clear body
 */
export async function openLog(entries: readonly SignedEntry[], key: LogKey | null, older: readonly LogKey[] = []): Promise<OpenLog> {
  const checked = await checkChain(entries, 0)
  const [first] = checked
  const last = checked.at(-1)
  if (first === undefined || last === undefined) throw new Refusal('bad-chain', { seq: 0 })
  const kind = logKindOf(first.header.kind)
  for (const { header } of checked) if (!belongsTo(header.kind, kind)) throw new Refusal('bad-chain', { seq: header.seq })
  if (ruleOf(first.header.kind).clear !== (key === null)) throw new Refusal('foreign-key')
  const generations = key === null ? [] : generationsOf(checked.map(({ header }) => header))
  if (key !== null) checkSalts(entries, checked)
  const keys = key === null ? new Map<number, LogKey>() : await keysOf({ entries, checked, generations }, [...older, key])
  const opened = await Promise.all(checked.map((each, index) => openEntry(each, entries[index]?.body ?? new Uint8Array(0), keys)))
  return { log: logOf(first), kind, length: checked.length, head: last.hash, entries: opened, generations, keys }
}

function logOf({ header, hash }: CheckedEntry): string {
  return header.kind === 'genesis' ? hash : header.log
}

interface Sealed {
  readonly entries: readonly SignedEntry[]
  readonly checked: readonly CheckedEntry[]
  readonly generations: readonly Generation[]
}

/** Each key must be this log's, and the one that its generation's header commits to. */
function keysOf({ entries, checked, generations }: Sealed, given: readonly LogKey[]): Promise<Map<number, LogKey>> {
  const keys = new Map<number, LogKey>()
  for (const key of given) {
    if (key.office !== checked[0]?.header.office || key.log !== checked[0].header.log) throw new Refusal('foreign-key')
    const generation = generations[key.generation]
    if (generation === undefined) throw new Refusal('bad-chain', { seq: checked.length - 1 })
    if (generation.keyCommit !== commitmentOf(key.key)) throw new Refusal('bad-commitment')
    keys.set(key.generation, key)
  }
  return unwindKeys(keys, generations, (seq) => entries[seq]?.body ?? new Uint8Array(0))
}

async function openEntry({ header, hash }: CheckedEntry, bytes: Uint8Array, keys: ReadonlyMap<number, LogKey>): Promise<OpenedEntry> {
  const { seq, author, day, docket, kind } = header
  const placed = { seq, hash, author, day, docket, header }
  const { clear } = ruleOf(kind)
  const value = clear ? parseCanonical(bytes) : await openedWith(keys.get(header.generation), header, bytes)
  const result = v.safeParse(BODIES[kind], value)
  const holds = result.success && citesItsFiles(header, result.output) && rekeyHolds(kind, result.output, keys.get(header.generation - 1))
  if (holds) return { ...placed, kind, body: result.output } as ReadableEntry
  if (clear) throw new Refusal('malformed', { seq })
  return { ...placed, kind: 'unreadable', claimed: kind }
}

async function openedWith(key: LogKey | undefined, { generation }: Header, bytes: Uint8Array): Promise<unknown> {
  if (key === undefined) return undefined
  try {
    if (parseLogStanza(bytes).generation !== generation) return undefined
    return await openJson(entryScheme(key), bytes)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

/** The files in the body are those that the header names, in their order: a reader of the header alone knows them all. */
function citesItsFiles({ files = [] }: Header, body: object): boolean {
  const cited = 'files' in body && Array.isArray(body.files) ? body.files as readonly { readonly file: string }[] : []
  return files.length === cited.length && cited.every(({ file }, index) => file === files[index])
}

/** A re-keying that names another key than the one before says nothing that may be shown. */
function rekeyHolds(kind: EntryKind, body: unknown, before: LogKey | undefined): boolean {
  if (kind !== 'rekey') return true
  const { previous } = body as Bodies['rekey']
  return before !== undefined && base64url(before.key.reveal()) === previous
}

/** A salt used twice under one log key would give away fileKey₁ ⊕ fileKey₂: whoever wrote the second is refused. */
function checkSalts(entries: readonly SignedEntry[], checked: readonly CheckedEntry[]): void {
  const seen = new Set<string>()
  for (const [seq, { header }] of checked.entries()) {
    const salt = ruleOf(header.kind).clear ? null : saltOf(entries[seq]?.body ?? new Uint8Array(0))
    if (salt === null) continue
    const name = `${header.generation}:${salt}`
    if (seen.has(name)) throw new Refusal('bad-chain', { seq })
    seen.add(name)
  }
}

/** A body without a stanza of ours has no salt to repeat, and will not open. */
function saltOf(body: Uint8Array): string | null {
  try {
    return parseLogStanza(body).salt
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
