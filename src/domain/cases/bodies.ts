import * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import { key } from '../body-parts.ts'
import { isPeriod } from './edtf.ts'

/** What an allegation may be about. No opinion, belief, membership, reading or browsing stands in it, and none is ever added. */
export const ALLEGATION_CATEGORIES = [
  'bribery', 'fraud', 'embezzlement', 'conflict-of-interest', 'procurement', 'accounts', 'abuse-of-office', 'harassment', 'wages', 'safety', 'product', 'environment', 'data-protection',
  'retaliation', 'other',
] as const
export type AllegationCategory = (typeof ALLEGATION_CATEGORIES)[number]

export const DISPOSITIONS = ['substantiated', 'partly', 'unsubstantiated', 'inconclusive', 'no-jurisdiction', 'abusive'] as const
export type Disposition = (typeof DISPOSITIONS)[number]

/** The states of a case, in the words of ISO 37002 where it has them. */
export const CASE_STATES = ['opened', 'preliminary-assessment', 'investigation', 'findings', 'decision', 'remedy', 'closed', 'suspended', 'reopened'] as const
export type CaseState = (typeof CASE_STATES)[number]

/** What a case may say of one of its reports in the place of what closing asks for. */
export const EXCUSES = ['no-answer', 'stays-on-hold'] as const
export type Excuse = (typeof EXCUSES)[number]

const written = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.answerCharactersMax))
const title = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.titleCharactersMax))
const period = v.pipe(v.string(), v.maxLength(LIMITS.nameCharactersMax), v.check(isPeriod))
const category = v.picklist(ALLEGATION_CATEGORIES)
const ids = v.pipe(v.array(key), v.maxLength(LIMITS.casePartsMax), v.check((all) => new Set(all).size === all.length))

export const caseBody = v.strictObject({
  title,
  /** Signing key of the member who leads it. */
  lead: key,
  /** The case that it was split from. */
  from: v.optional(key),
})

/** One kind for all that is done in a case, so that the server cannot tell a finding from a note. */
export const caseDeed = v.variant('act', [
  v.strictObject({ act: v.literal('note'), text: written }),
  v.strictObject({ act: v.literal('titled'), title }),
  v.strictObject({ act: v.literal('led'), lead: key }),
  v.strictObject({ act: v.literal('planned'), plan: v.pipe(v.string(), v.maxLength(LIMITS.answerCharactersMax)) }),
  v.strictObject({ act: v.literal('joined'), report: key }),
  v.strictObject({ act: v.literal('left'), report: key, reason: written }),
  v.strictObject({ act: v.literal('excused'), report: key, excuse: v.picklist(EXCUSES), reason: written }),
  v.strictObject({ act: v.literal('alleged'), category, text: written, period }),
  v.strictObject({ act: v.literal('changed'), allegation: key, category, text: written, period }),
  v.strictObject({ act: v.literal('disposed'), allegation: key, disposition: v.picklist(DISPOSITIONS), reason: written }),
  v.strictObject({ act: v.literal('moved'), state: v.picklist(CASE_STATES), reason: written }),
  v.strictObject({ act: v.literal('agreed'), deed: key }),
  v.strictObject({ act: v.literal('objected'), deed: key, reason: written }),
  v.strictObject({ act: v.literal('took'), from: key, reports: ids, allegations: ids }),
  v.strictObject({ act: v.literal('gave'), to: key, reports: ids, allegations: ids, whole: v.boolean() }),
])

type Frozen<T> = T extends string | number | boolean | undefined ? T : { readonly [K in keyof T]: Frozen<T[K]> }
export type CaseBody = Frozen<v.InferOutput<typeof caseBody>>
export type CaseDeed = Frozen<v.InferOutput<typeof caseDeed>>
