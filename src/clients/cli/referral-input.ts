import type { Referring } from '#clients/member/referring.ts'
import { cleanText } from '#base/text.ts'
import { typed } from './text-input.ts'

/** What a command takes that may refer a report. */
export const REFERRAL_OPTIONS = {
  'referred-to': { type: 'text', value: 'BODY', help: 'option-referral-to' },
  'not-concerned': { type: 'flag', help: 'option-not-concerned' },
} as const

export interface ReferralGiven {
  readonly 'referred-to': string | undefined
  readonly 'not-concerned': boolean
}

/** Where it goes, and whether somebody looked; nothing where nothing was said. */
export function referralIn(given: ReferralGiven): { readonly referral?: Referring } {
  return given['referred-to'] === undefined && !given['not-concerned'] ? {} : { referral: { to: cleanText(typed(given['referred-to'] ?? '')), notConcerned: given['not-concerned'] } }
}
