import * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'
import { parseCanonical } from '#base/json.ts'
import { BODIES, type Bodies } from '#domain/bodies.ts'
import { belongsTo, logKindOf, ruleOf, type LogKind } from '#domain/kinds.ts'
import type { Day } from '#base/day.ts'
import type { DocketChange } from '#domain/docket.ts'
import type { LogKey } from '../plain/log-key.ts'
import { commitmentOf } from '../plain/log-key.ts'
import { entryScheme } from '../plain/schemes.ts'
import { checkChain, type CheckedEntry } from '../proof/chain.ts'
import { parseLogStanza } from '../sealed/age-header.ts'
import type { SignedEntry } from '../sealed/entry.ts'
import type { Header } from '../sealed/header.ts'
import { openJson } from './age.ts'

/** An entry that was verified and opened. */
export type OpenedEntry = {
  [K in keyof Bodies]: {
    readonly kind: K; readonly seq: number; readonly hash: string; readonly author: string; readonly day: Day
    readonly docket: DocketChange | null; readonly body: Bodies[K]; readonly header: Header
  }
}[keyof Bodies]

export interface OpenLog {
  readonly log: string
  readonly kind: LogKind
  readonly length: number
  readonly head: string
  readonly entries: readonly OpenedEntry[]
}

/**
 * Verifies a whole log from entry 0 and opens it: signatures, chain, key commitment, generation, single-use salts, kinds, bodies.
 * Who was allowed to write is the caller's to check: it needs the office log.
 *
 * @param key - null for an office or audit log, whose bodies are clear.
 * @throws Refusal `bad-chain`, `bad-signature`, `bad-commitment`, `foreign-key`, `malformed`
 */
export async function openLog(entries: readonly SignedEntry[], key: LogKey | null): Promise<OpenLog> {
  const checked = await checkChain(entries, 0)
  const [first] = checked
  const last = checked.at(-1)
  if (first === undefined || last === undefined) throw new Refusal('bad-chain', { seq: 0 })
  const kind = logKindOf(first.header.kind)
  if (key !== null) {
    if (first.header.keyCommit !== commitmentOf(key.key)) throw new Refusal('bad-commitment')
    checkGenerations(checked, key)
    checkSalts(entries)
  }
  const opened: OpenedEntry[] = []
  for (const [index, { header, hash }] of checked.entries()) {
    const body = await openBody({ header, bytes: entries[index]?.body ?? new Uint8Array(0), kind }, key)
    const { seq, author, day, docket } = header
    opened.push({ kind: header.kind, seq, hash, author, day, docket, body, header } as OpenedEntry)
  }
  return { log: logOf(first), kind, length: checked.length, head: last.hash, entries: opened }
}

function logOf({ header, hash }: { readonly header: Header; readonly hash: string }): string {
  return header.kind === 'genesis' ? hash : header.log
}

async function openBody(sealed: { readonly header: Header; readonly bytes: Uint8Array; readonly kind: LogKind }, key: LogKey | null): Promise<unknown> {
  const { header, bytes, kind } = sealed
  const rule = ruleOf(header.kind)
  if (!belongsTo(header.kind, kind)) throw new Refusal('bad-chain', { seq: header.seq })
  if (rule.clear !== (key === null)) throw new Refusal('foreign-key')
  const value = key === null ? parseCanonical(bytes) : await openJson(entryScheme(key), bytes)
  const result = v.safeParse(BODIES[header.kind], value)
  if (!result.success) throw new Refusal('malformed', { seq: header.seq })
  return result.output
}

/** Nothing re-keys a log yet: an entry of another generation, or one that commits to another key, is nobody's. */
function checkGenerations(checked: readonly CheckedEntry[], { generation }: LogKey): void {
  for (const { header: { seq, keyCommit, generation: named } } of checked) {
    if (named !== generation) throw new Refusal('bad-chain', { seq })
    if (seq > 0 && keyCommit !== undefined) throw new Refusal('bad-commitment', { seq })
  }
}

/** A salt used twice under one log key would give away fileKey₁ ⊕ fileKey₂: whoever wrote the second is refused. */
function checkSalts(entries: readonly SignedEntry[]): void {
  const seen = new Set<string>()
  for (const [seq, entry] of entries.entries()) {
    const { salt } = parseLogStanza(entry.body)
    if (seen.has(salt)) throw new Refusal('bad-chain', { seq })
    seen.add(salt)
  }
}
