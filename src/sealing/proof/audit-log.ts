import { equalBytes, type Bytes } from '#base/bytes.ts'
import { addDays, daysBetween, type Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import type { Appraisal } from '#domain/appraisal.ts'
import type { OwnPacks } from '#domain/clocks/packs.ts'
import type { Disclosure } from '#domain/disclosure.ts'
import { keptDates, type KeptDate } from '#domain/kept-dates.ts'
import { isKeying, logKindOf, ruleOf, type LogKind } from '#domain/kinds.ts'
import { bodyFits, checkChain, type CheckedEntry } from './chain.ts'
import { batchRoot, commitmentOf, compareBytes, dayLeaf, journalOrigin, placeOf, splitLeaves } from './journal.ts'
import { GrowingTree } from './merkle.ts'
import { openNote, parseCheckpoint } from './note.ts'
import { appraisalOf, checkStanding, disclosureOf, docketOf, type OfficeHistory } from './standing.ts'

/** What an auditor can tell of a log without any key: signed headers, and of each sealed body its salt. */
export interface BareEntry {
  readonly header: Bytes
  readonly signature: Bytes
  /** The salt of a sealed body, or a clear body whole; empty where it was erased. */
  readonly proof: Bytes
}

export interface BareLog {
  readonly log: string
  readonly kind: LogKind
  readonly checked: readonly CheckedEntry[]
  /** The report that a desk log or an appraisal is about. */
  readonly about: string | null
  /** Whether it ends with its erasure. */
  readonly erased: boolean
  /** How many bodies are gone. Only an erasure may take them away, of the report itself or of the one that this log is about, or the day on which a request ends. */
  readonly emptied: number
  /** Of a request for an identity: who asked, who decided, until when. */
  readonly disclosure: Disclosure | null
  /** Of a question to an expert: who asked, who answered, how far it is. */
  readonly appraisal: Appraisal | null
  /** Of a report: every date that the office owed. */
  readonly dates: readonly KeptDate[]
}

const NOTHING: Bytes = new Uint8Array(0)
const SALT_BYTES = 16

/**
 * Holds one log to its signatures, its chain, its authors' standing and its docket.
 * @param today - the day of the export: a date behind it that was not met is late.
 * @throws Refusal `bad-chain`, `bad-signature`, `bad-commitment`, `forged-history`; `details.seq` names the entry.
 */
export async function checkBareLog(entries: readonly BareEntry[], history: OfficeHistory, today: Day): Promise<BareLog> {
  const checked = await checkChain(entries.map(({ header, signature }) => ({ header, signature, body: NOTHING })), 0, { emptied: true })
  const [first] = checked
  if (first === undefined) throw new Refusal('bad-chain', { seq: 0 })
  const kind = logKindOf(first.header.kind)
  const erased = checked.at(-1)?.header.kind === 'erased'
  for (const [seq, { header }] of checked.entries()) {
    const proof = entries[seq]?.proof ?? NOTHING
    const fits = ruleOf(header.kind).clear ? bodyFits({ body: proof }, header) : proof.length === SALT_BYTES
    if (!fits && !(proof.length === 0 && (erased || kind !== 'report'))) throw new Refusal('bad-chain', { seq })
  }
  checkStanding(kind, checked, history)
  if (kind === 'report') docketOf(checked)
  const appraisal = kind === 'appraisal' ? appraisalOf(checked) : null
  const disclosure = kind === 'disclosure' ? disclosureOf(checked) : null
  const emptied = entries.filter(({ proof }, seq) => proof.length === 0 && (checked[seq]?.header.bodySize ?? 0) > 0).length
  return { log: first.header.log, kind, checked, about: first.header.about ?? null, erased, emptied, disclosure, appraisal, dates: kind === 'report' ? datesOf(checked, history.fold.packs, today) : [] }
}

function datesOf(checked: readonly CheckedEntry[], own: OwnPacks, today: Day): readonly KeptDate[] {
  const reporter = checked[0]?.header.author
  return keptDates(checked.map(({ header: { kind, author, day, docket } }) => (
    { day, author, change: docket, from: author === reporter ? 'reporter' : 'office', silent: isKeying(kind) })), own, today)
}

/** The journal as an auditor holds it: every leaf of every closed day. */
export interface AuditJournal {
  readonly firstDay: Day
  readonly roots: readonly Bytes[]
  readonly leaves: readonly Bytes[]
}

interface JournalDay {
  readonly leaves: Bytes
  readonly checkpoint: string
}

/** A journal that is read day by day, each held to the checkpoint that was signed over all days up to it. */
export class JournalWalk {
  readonly #tree = new GrowingTree()
  readonly #roots: Bytes[] = []
  readonly #leaves: Bytes[] = []
  readonly #firstDay: Day
  readonly #by: { readonly office: string; readonly serverKey: string }

  constructor(firstDay: Day, by: { readonly office: string; readonly serverKey: string }) {
    this.#firstDay = firstDay
    this.#by = by
  }

  /** @throws Refusal `bad-proof` with `details.day` for a day whose leaves are not what its checkpoint signs */
  async add({ leaves, checkpoint }: JournalDay): Promise<void> {
    const day = addDays(this.#firstDay, this.#roots.length)
    try {
      const split = splitLeaves(leaves)
      const sorted = split.every((leaf, index) => index === 0 || compareBytes(split[index - 1] ?? NOTHING, leaf) < 0)
      const root = batchRoot(split)
      this.#tree.add(dayLeaf(day, root))
      this.#roots.push(root)
      this.#leaves.push(leaves)
      const origin = journalOrigin(this.#by.office)
      const signed = parseCheckpoint(await openNote(checkpoint, { name: origin, publicId: this.#by.serverKey }))
      if (sorted && signed.origin === origin && signed.size === this.#roots.length && equalBytes(signed.root, this.#tree.root())) return
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof RangeError)) throw error
    }
    throw new Refusal('bad-proof', { part: 'journal', day })
  }

  journal(): AuditJournal {
    return { firstDay: this.#firstDay, roots: this.#roots, leaves: this.#leaves }
  }
}

/** An author's day and the server's differ by one at most, and mostly an entry is in the batch of its own. */
const DAYS_BEFORE = 1
/** Behind so many closed days an entry is there, but for a server's clock that had run ahead. */
const DAYS_LATE = 2

/**
 * Whether the journal commits to an entry: `waits` while it may still come late. What was kept under a clock that had run ahead is in whatever
 * batch came next, so all later days are looked at before an entry is missing. Not for an entry whose salt was erased: nobody can tell any more.
 */
export function placeInJournal({ firstDay, leaves }: AuditJournal, { header, hash }: CheckedEntry, proof: Bytes): 'there' | 'waits' | 'missing' {
  const commitment = commitmentOf(hash, ruleOf(header.kind).clear ? NOTHING : proof)
  const own = Math.max(0, daysBetween(firstDay, header.day))
  for (let at = own; at < leaves.length; at++) if (placeOf(leaves[at] ?? NOTHING, commitment) >= 0) return 'there'
  if (own >= DAYS_BEFORE && placeOf(leaves[own - DAYS_BEFORE] ?? NOTHING, commitment) >= 0) return 'there'
  return own + DAYS_LATE < leaves.length ? 'missing' : 'waits'
}
