import * as v from 'valibot'
import { REFUSAL_CODES, Refusal, type RefusalCode } from '#base/refusal.ts'

/** The only place where a refusal meets HTTP. A new code fails to compile until it has a row. */
export const STATUS = {
  'malformed': 400, 'too-large': 413, 'not-canonical': 422, 'bad-signature': 422, 'bad-chain': 422, 'stale-head': 409,
  'wrong-day': 422, 'unknown-kind': 422, 'not-allowed': 403, 'bad-commitment': 422, 'bad-text': 422, 'empty-text': 422,
  'no-such-report': 404, 'no-such-log': 404, 'no-such-office': 404, 'no-such-channel': 404, 'no-such-invitation': 404, 'nobody-left': 422,
  'no-such-upload': 404, 'no-such-file': 404, 'upload-incomplete': 409, 'segment-differs': 409, 'uploads-full': 503,
  'no-checkpoint': 404, 'proof-not-yet': 409, 'bad-proof': 422,
  'no-such-team': 404, 'last-administrator': 409, 'last-channel': 409,
  'invitation-used': 409, 'setup-used': 409, 'not-authenticated': 401, 'session-ended': 401, 'slow-down': 429,
  'foreign-origin': 403, 'no-such-page': 404, 'already-member': 409, 'not-a-reader': 409, 'on-hold': 409, 'recused': 403, 'only-reader': 409, 'card-stale': 409, 'transition-not-allowed': 409, 'not-settled': 409, 'unread-message': 409,
  'teams-overlap': 409, 'no-identity': 404, 'somebody-left-out': 409, 'identity-not-offered': 422,
  'disk-full': 507, 'busy': 503,
  'not-found': 404, 'method-not-allowed': 405, 'receipt-mistyped': 422, 'page-expired': 422, 'recovery-mistyped': 422,
  'no-such-share': 404, 'share-mistyped': 422, 'share-foreign': 422, 'share-wrong': 422, 'share-twice': 422, 'too-few-shares': 422, 'recovery-differs': 422,
  'prove-again': 403, 'passkey-copied': 401, 'passkey-without-secret': 422, 'passkey-stopped': 422, 'passkey-elsewhere': 422,
  'already-passkey': 409, 'too-many-passkeys': 409, 'no-such-passkey': 404, 'no-such-session': 404,
  'no-such-exhibit': 404, 'custody-ended': 409, 'custody-earlier': 422, 'custody-later': 422, 'custody-broken': 409, 'custody-unconfirmed': 409, 'no-such-handing': 404,
  'expert-apart': 409, 'opinion-incomplete': 422, 'already-appraised-again': 409, 'files-not-released': 403,
  'no-such-clock': 404, 'clock-stands-otherwise': 409, 'extension-too-long': 422, 'second-person': 409, 'unfit-pack': 422,
  'no-open-alert': 409, 'alert-open': 409, 'cannot-object': 409, 'no-open-objection': 409, 'objection-open': 409, 'referral-unclear': 422,
  'mail-off': 409, 'mail-refused': 422, 'no-notices': 404, 'no-push': 409,
  'in-open-case': 409, 'case-incomplete': 409, 'no-such-allegation': 404, 'report-incomplete': 409, 'conflict-found': 409, 'names-body': 409,
  'placeholder-open': 422, 'wrong-time': 422,
  'passphrase-weak': 422, 'forged-history': 422, 'rolled-back': 422, 'foreign-key': 422, 'wrong-server': 422, 'unreachable': 503, 'unsupported': 422,
} as const satisfies Record<RefusalCode, number>

export const PROBLEM_TYPE = 'application/problem+json'

/** @see RFC 9457. `type` is a path of the project's own handbook; `title` is the code: wording is the reader's language's matter. */
export const problem = v.object({
  type: v.string(), title: v.picklist(REFUSAL_CODES), status: v.number(),
  details: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
})

export function problemOf(refusal: Refusal): v.InferOutput<typeof problem> {
  const named = Object.keys(refusal.details).length > 0
  const base = { type: `/docs/problems#${refusal.code}`, title: refusal.code, status: STATUS[refusal.code] }
  return named ? { ...base, details: { ...refusal.details } } : base
}

/** @returns null if the answer is not one of our problem documents (a proxy's page, say). */
export function refusalOf(value: unknown): Refusal | null {
  const result = v.safeParse(problem, value)
  return result.success ? new Refusal(result.output.title, result.output.details) : null
}
