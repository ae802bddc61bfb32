import * as v from 'valibot'
import type { FindingOrder } from '#clients/member/appraisals.ts'

export const FINDING_PARTS = ['finding', 'scale', 'method', 'reasons'] as const
export type FindingPart = (typeof FINDING_PARTS)[number]
export type FindingDraft = Readonly<Record<FindingPart, string>>

/** What was typed of an opinion, by the number of the item. Kept as the text of one draft. */
export type OpinionDraft = ReadonlyMap<number, FindingDraft>

const EMPTY: FindingDraft = { finding: '', scale: '', method: '', reasons: '' }
const shape = v.array(v.tuple([v.number(), v.strictObject({ finding: v.string(), scale: v.string(), method: v.string(), reasons: v.string() })]))

export function readOpinion(text: string): OpinionDraft {
  return new Map(text === '' ? [] : v.parse(shape, JSON.parse(text)))
}

export function findingIn(draft: OpinionDraft, number: number): FindingDraft {
  return draft.get(number) ?? EMPTY
}

/** The draft with one part of one finding as it was typed. @returns the empty text once nothing is left */
export function withPart(draft: OpinionDraft, { number, part, text }: { readonly number: number; readonly part: FindingPart; readonly text: string }): string {
  const next = new Map(draft).set(number, { ...findingIn(draft, number), [part]: text })
  const kept = [...next].filter(([, finding]) => isBegun(finding))
  return kept.length === 0 ? '' : JSON.stringify(kept)
}

export function isBegun(finding: FindingDraft): boolean {
  return FINDING_PARTS.some((part) => finding[part] !== '')
}

/** The parts of a finding that say nothing yet. */
export function partsMissing(finding: FindingDraft): readonly FindingPart[] {
  return FINDING_PARTS.filter((part) => finding[part].trim() === '')
}

/**
 * What would be signed: of every item, or where an opinion is added to, of those that were begun.
 * @returns null while anything of it is missing
 */
export function findingsToSign(draft: OpinionDraft, { numbers, supplements }: { readonly numbers: readonly number[]; readonly supplements: boolean }): readonly FindingOrder[] | null {
  const meant = numbers.filter((number) => !supplements || isBegun(findingIn(draft, number)))
  const isWhole = meant.length > 0 && meant.every((number) => partsMissing(findingIn(draft, number)).length === 0)
  return isWhole ? meant.map((number) => ({ number, ...findingIn(draft, number) })) : null
}
