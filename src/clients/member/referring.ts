import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { nameText } from '#base/text.ts'
import type { Bodies } from '#domain/bodies.ts'
import type { State } from '#domain/docket.ts'

/** Where a report goes, and whether whoever decides has looked that it is not the person or body that the report is about. */
export interface Referring {
  readonly to: string
  readonly notConcerned: boolean
}

/**
 * What stands in the body of a decision about where a report goes: of a referral all of it, of any other nothing.
 * @throws Refusal `referral-unclear` for a referral to nobody, or that nobody looked at; `bad-text`, `too-large`
 */
export function referralIn(state: State, given: Referring | undefined): Pick<Bodies['state'], 'referral'> {
  if (state !== 'referred') return {}
  if (given === undefined || given.to.trim() === '' || !given.notConcerned) throw new Refusal('referral-unclear')
  return { referral: { to: nameText(given.to, LIMITS.nameCharactersMax), notConcerned: true } }
}
