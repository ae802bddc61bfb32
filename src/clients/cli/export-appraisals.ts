import type { Bytes } from '#base/bytes.ts'
import { openAppraisals, type OpenedAppraisal } from '#clients/member/appraisals.ts'
import type { HeldLog } from '#clients/member/held-log.ts'
import type { Session } from '#clients/member/session.ts'
import { isExhibit } from '#domain/appraisal.ts'
import type { Exhibit } from '#domain/exhibits.ts'
import type { ToldAppraisal } from '#sealing/open/export-appraisals.ts'
import type { NamedAppraisal } from '#sealing/open/export-manifest.ts'
import { entryHash } from '#sealing/proof/hash.ts'
import type { ExportKey } from '#sealing/seal/export.ts'
import { keepSigned, sealedParts } from './export-entries.ts'


/** Appraisals as they go along with an export or a bundle. */

/** Those of a report, the first that was asked first. */
export async function appraisalsOf(session: Session, report: string): Promise<readonly OpenedAppraisal[]> {
  return (await openAppraisals(session, report)).toReversed()
}

/** The numbers of the registered exhibits that it is about, also where whoever was asked is not whom it was given to. */
export function numbersOf({ held }: Pick<OpenedAppraisal, 'held'>, desk: HeldLog): number[] {
  const [first] = held.log.entries
  const items = new Set(first?.kind === 'appraisal' ? first.body.items.map(({ exhibit }) => exhibit) : [])
  return desk.log.entries.filter(({ header }) => header.kind === 'exhibit').flatMap(({ hash }, at) => (items.has(hash) ? [at + 1] : []))
}

/** An appraisal of which a bundle is to be made. */
export interface Choice {
  readonly opened: OpenedAppraisal
  readonly exhibits: number[]
  readonly isKeptBack: boolean
}

interface Choosing {
  readonly desk: HeldLog
  readonly chosen: readonly Exhibit[]
  readonly withoutOpinions: boolean
}

/** Its words go only where every item goes, with the very files that were registered. */
export function choiceOf(opened: OpenedAppraisal, { desk, chosen, withoutOpinions }: Choosing): Choice {
  const { asked } = opened.view
  const isKeptBack = withoutOpinions || asked === null || !asked.items.every((item) => chosen.some((exhibit) => isExhibit(asked, item, exhibit)))
  const exhibits = numbersOf(opened, desk)
  // Whoever keeps back what could go tells no number: then nobody believes that it was about something else.
  const isElsewhere = exhibits.some((number) => !chosen.some((each) => each.number === number))
  return { opened, isKeptBack, exhibits: isKeptBack && !isElsewhere ? [] : exhibits }
}

interface Going {
  readonly key: ExportKey
  /** Which of the appraisals it is, from 0. */
  readonly index: number
  /** Whether its words stay. */
  readonly isKeptBack: boolean
}

export async function appraisalEntries(files: Map<string, Bytes>, { key, index, isKeptBack }: Going, { held }: OpenedAppraisal): Promise<NamedAppraisal['entries']> {
  return Promise.all(held.entries.map(async (entry, seq) => {
    const stem = `appraisal-${String(index + 1).padStart(2, '0')}-${String(seq).padStart(3, '0')}`
    if (!isKeptBack) return sealedParts(files, key, { seq, entry, held, stem })
    return { seq, hash: entryHash(entry), ...keepSigned(files, stem, entry), body: null, ageHeader: null }
  }))
}

/** As whoever receives it will see it. */
export function toldAs({ opened: { view }, exhibits, isKeptBack }: Choice): ToldAppraisal {
  const { id, state, asker, askedDay, expert, asked, steps } = view
  return { id, exhibits, state, asker, askedDay, expert, steps, isKeptBack, words: isKeptBack ? null : asked }
}
