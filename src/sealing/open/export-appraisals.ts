import * as v from 'valibot'
import type { Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { readAppraisal, type Appraisal, type AppraisalEntry, type AppraisalWords } from '#domain/appraisal.ts'
import { BODIES, type Attachment } from '#domain/bodies.ts'
import type { EntryKind } from '#domain/kinds.ts'
import type { CheckedEntry } from '../proof/chain.ts'
import { appraisalOf, checkStanding, type OfficeHistory } from '../proof/standing.ts'
import { Broken, checkedLog, fileOf, guarded, jsonOf, type Held, type NamedEntry } from './export-check.ts'
import { MANIFEST_FILE, type NamedAppraisal } from './export-manifest.ts'
import { openedEntry } from './export-open.ts'

/** Questions to experts, and what was answered, as they leave the office: signed entries, with what proves who wrote them in which order. */

/** One step of an appraisal, as its signed header says. */
export interface ToldStep {
  readonly kind: EntryKind
  readonly author: string
  readonly day: Day
  readonly hash: string
}

export interface ToldAppraisal extends Appraisal {
  readonly id: string
  /** By number the exhibits that it is about: with the identity held to the words, without it the author's word. */
  readonly exhibits: readonly number[]
  readonly steps: readonly ToldStep[]
  readonly isKeptBack: boolean
  /** Null from outside, where they were kept back, and where what was asked does not open. */
  readonly words: AppraisalWords | null
}

/** One that was held to its signatures, and not opened yet. */
export interface SealedAppraisal {
  readonly named: NamedAppraisal
  readonly entries: readonly (NamedEntry & Pick<NamedAppraisal['entries'][number], 'unreadable'>)[]
  readonly checked: readonly CheckedEntry[]
  readonly told: ToldAppraisal
}

interface Checking {
  readonly manifest: { readonly report: string; readonly appraisals?: readonly NamedAppraisal[] | undefined }
  readonly held: Held
  readonly history: OfficeHistory
  /** Ids of the files that an appraisal may name. */
  readonly files: ReadonlySet<string>
}

/** Chain, signatures, authors, order, and that each is about this report and no file of another. No key is needed. @throws Broken */
export async function checkAppraisals({ manifest, held, history, files }: Checking): Promise<readonly SealedAppraisal[]> {
  const { report, appraisals = [] } = manifest
  if (new Set(appraisals.map(({ id }) => id)).size !== appraisals.length) throw new Broken('manifest', MANIFEST_FILE)
  const sealed: SealedAppraisal[] = []
  for (const named of appraisals) {
    const entries = named.entries.map((entry) => ({ ...entry, log: 'appraisal' as const }))
    const { checked } = await checkedLog({ entries }, held, 'appraisal')
    const [first] = checked
    const at = entries[0]
    if (first?.header.log !== named.id) throw new Broken('manifest', MANIFEST_FILE, at)
    if (first.header.about !== report) throw new Broken('chain', at?.header ?? MANIFEST_FILE, at)
    await guarded(entries, async () => checkStanding('appraisal', checked, history))
    const order = await guarded(entries, async () => appraisalOf(checked), 'appraisal')
    const isKeptBack = at?.body === null
    const mixed = entries.find(({ body }) => (body === null) !== isKeptBack)
    if (mixed !== undefined) throw new Broken('appraisal', mixed.header, mixed)
    if (!isKeptBack && first.header.files?.every((file) => files.has(file)) === false) throw new Broken('missing', at?.header ?? MANIFEST_FILE, at)
    const steps = checked.map(({ header: { kind, author, day }, hash }) => ({ kind, author, day, hash }))
    sealed.push({ named, entries, checked, told: { id: named.id, exhibits: named.exhibits, ...order, steps, isKeptBack, words: null } })
  }
  return sealed
}

/** With its words. @throws Broken `does-not-open` */
export async function openAppraisal({ entries, checked, told }: SealedAppraisal, held: Held, secret: string): Promise<ToldAppraisal> {
  if (told.isKeptBack) return told
  const opened: AppraisalEntry[] = []
  for (const [seq, entry] of entries.entries()) {
    const { header: { kind, author, day, files = [] }, hash } = checked[seq] ?? missing(entry)
    const placed = { hash, author, day }
    if (entry.unreadable === true) {
      opened.push({ ...placed, kind: 'unreadable', claimed: kind })
      continue
    }
    const words = await openedEntry(secret, fileOf(held, entry.body ?? entry.header, entry), entry.ageHeader)
    const parsed = v.safeParse(BODIES[kind], words === null ? undefined : jsonOf(words))
    const cited: readonly Attachment[] = parsed.success && 'files' in parsed.output ? parsed.output.files ?? [] : []
    if (!parsed.success || cited.map(({ file }) => file).join() !== files.join()) throw new Broken('does-not-open', entry.body ?? entry.header, entry)
    opened.push({ ...placed, kind, body: parsed.output } as AppraisalEntry)
  }
  return { ...told, words: wordsIn(opened) }
}

function missing(entry: NamedEntry): never {
  throw new Broken('missing', entry.header, entry)
}

/** Null where entry 0 does not open: then nobody knows what was asked. */
function wordsIn(entries: readonly AppraisalEntry[]): AppraisalWords | null {
  try {
    return readAppraisal(entries)
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** Whom it was asked of, or who took it on; null where only the words would tell. */
export function expertOf({ expert, words }: Pick<ToldAppraisal, 'expert' | 'words'>): string | null {
  return words?.expert ?? expert
}

/** The members who have a part in appraisals, by their signing keys. */
export function keysInAppraisals(appraisals: readonly ToldAppraisal[]): readonly string[] {
  return appraisals.flatMap((each) => [...each.steps.map(({ author }) => author), ...(expertOf(each) === null ? [] : [expertOf(each) ?? ''])])
}
