import * as v from 'valibot'
import { concat, utf8, type Bytes } from '#base/bytes.ts'
import { parseCanonical } from '#base/json.ts'
import { Refusal } from '#base/refusal.ts'
import { appraisalRole, foldAppraisal, type Appraisal } from '#domain/appraisal.ts'
import { BODIES } from '#domain/bodies.ts'
import { disclosureRole, foldDisclosure, type Disclosure } from '#domain/disclosure.ts'
import { moveDocket, openDocket, type Docket } from '#domain/docket.ts'
import { belongsTo, isKeying, ruleOf, type AuthorRole, type LogKind } from '#domain/kinds.ts'
import { foldOffice, isOfficeKind, mayHandle, type Office, type OfficeEvent } from '#domain/office.ts'
import type { SignedEntry } from '../sealed/entry.ts'
import type { Header } from '../sealed/header.ts'
import { checkChain, type CheckedEntry } from './chain.ts'
import { generationsOf } from './generations.ts'

/** The standing that authors had in their office when they wrote, from signed headers alone: no key to any content is needed. */

/** An office as it stood right after each entry of its log, by the entry's hash: what an author's `seen` names. */
export interface OfficeHistory {
  readonly office: string
  readonly length: number
  readonly head: string
  readonly fold: Office
  readonly at: ReadonlyMap<string, Office>
}

/**
 * Verifies an office log from its genesis.
 * @throws Refusal `bad-chain`, `bad-signature`, `forged-history` for a body or an author that may not be; `details.seq` names the entry.
 */
export async function officeHistory(entries: readonly SignedEntry[]): Promise<OfficeHistory> {
  const checked = await checkChain(entries, 0)
  const at = new Map<string, Office>()
  let fold: Office | null = null
  let head = ''
  for (const [seq, { header, hash }] of checked.entries()) {
    if (header.seen !== null && !at.has(header.seen)) throw new Refusal('forged-history', { seq })
    fold = foldEntry(fold, { header, hash }, entries[seq]?.body ?? new Uint8Array(0))
    at.set(hash, fold)
    head = hash
  }
  const [first] = checked
  if (fold === null || first === undefined) throw new Refusal('bad-chain', { seq: 0 })
  return { office: first.hash, length: checked.length, head, fold, at }
}

function foldEntry(fold: Office | null, { header }: CheckedEntry, body: Uint8Array): Office {
  const { kind, author, seq } = header
  const parsed = isOfficeKind(kind) ? v.safeParse(BODIES[kind], parseCanonical(body)) : null
  if (parsed?.success !== true) throw new Refusal('forged-history', { seq })
  try {
    return foldOffice(fold, { kind, author, body: parsed.output } as OfficeEvent)
  } catch (error) {
    throw error instanceof Refusal ? new Refusal('forged-history', { seq }) : error
  }
}

/**
 * Checks that each author of a report, desk, case, disclosure, appraisal or audit log had the standing that its kind needs, at the point of the office
 * log that the author had seen.
 * @throws Refusal `forged-history`, and for a sealed log as `generationsOf` does; `details.seq` names the entry.
 */
export function checkStanding(log: LogKind, entries: readonly CheckedEntry[], history: OfficeHistory): void {
  const reporter = log === 'report' ? entries[0]?.header.author : undefined
  if (log !== 'audit') generationsOf(entries.map(({ header }) => header))
  for (const { header } of entries) {
    const { kind, author, seq, seen } = header
    const rule = ruleOf(kind)
    const place = belongsTo(kind, log) && (rule.opens === true) === (seq === 0) && header.office === history.office
    const office = seen === null ? undefined : history.at.get(seen)
    const role = roleOf(log, { header, office, reporter })
    const stands = role === 'server' ? author === history.fold.serverKey : role !== 'handler' || (office !== undefined && mayHandle(office, author))
    if (!place || office === undefined || role === null || !stands || !rule.authors.includes(role)) throw new Refusal('forged-history', { seq })
  }
}

interface Written {
  readonly header: Header
  readonly office: Office | undefined
  readonly reporter: string | undefined
}

function roleOf(log: LogKind, { header, office, reporter }: Written): AuthorRole | null {
  if (log === 'audit') return 'server'
  if (log === 'disclosure') return office === undefined ? null : disclosureRole(office, header)
  if (log === 'appraisal') return office === undefined ? null : appraisalRole(office, header.author)
  return header.author === reporter ? 'reporter' : 'handler'
}

/** A request for an identity, from its signed headers. @throws Refusal `forged-history` where a step may not follow */
export function disclosureOf(entries: readonly CheckedEntry[]): Disclosure {
  return folded(entries, foldDisclosure)
}

/** A question to an expert, from its signed headers. @throws Refusal `forged-history` where a step may not follow */
export function appraisalOf(entries: readonly CheckedEntry[]): Appraisal {
  return folded(entries, foldAppraisal)
}

function folded<T>(entries: readonly CheckedEntry[], fold: (steps: readonly Header[]) => T): T {
  try {
    return fold(entries.map(({ header }) => header))
  } catch (error) {
    throw error instanceof Refusal ? new Refusal('forged-history', { seq: entries.length - 1 }) : error
  }
}

/**
 * The clear columns of a report, from its signed headers.
 * @throws Refusal `forged-history` where a header moves them as it may not; `details.seq` names it.
 */
export function docketOf(entries: readonly CheckedEntry[]): Docket {
  let docket: Docket | null = null
  const reporter = entries[0]?.header.author
  for (const { header: { kind, author, day, seq, docket: change } } of entries) {
    const event = { day, author, change, from: author === reporter ? 'reporter' : 'office', silent: isKeying(kind) } as const
    try {
      docket = docket === null ? openDocket(event) : moveDocket(docket, event)
    } catch (error) {
      throw error instanceof Refusal ? new Refusal('forged-history', { seq }) : error
    }
  }
  if (docket === null) throw new Refusal('forged-history', { seq: 0 })
  return docket
}

/** What an export and a bundle are signed under: neither is taken for the other. */
export type ExportFormat = 'postern/export/v1' | 'postern/bundle/v1'

/** What the author of an export signs. */
export function exportSignedBytes(manifest: Uint8Array, format: ExportFormat = 'postern/export/v1'): Bytes {
  return concat(utf8(`${format}\n`), manifest)
}
