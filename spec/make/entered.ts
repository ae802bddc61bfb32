// Reports that a member took down, and such as only say so.
import { recipientText } from '../second/age.ts'
import { enteredText } from '../second/entered.ts'
import { b64, fixed, type Value } from '../second/primitives.ts'
import { DIRECTORY, handler, stranger } from './log.ts'

type Members = Readonly<Record<string, Value>>

const REPORT = b64(fixed('entered report'))
const OTHER = b64(fixed('another report'))
const BODY: Members = { answers: { what: '她在电话里说：标底在开标前一天泄露。', danger: 'no' }, directory: DIRECTORY, language: 'zh', provenance: 'in-browser', recipient: recipientText(fixed('entered identity seed')) }

function entered(said: Members, { report = REPORT, received = null as string | null, by = handler } = {}): Members {
  const body = { ...BODY, entered: { member: handler.publicId, answerable: true, ...said } }
  return { ...body, entered: { ...body.entered, signature: b64(by.sign(enteredText(report, received, body))) } }
}

const LETTER = { arrival: 'letter' }
const CALL = { arrival: 'phone-live', consent: true }

export function enteredReports(): Value {
  const letter = entered(LETTER)
  return {
    report: REPORT,
    good: [
      { name: 'a letter of today', received: null, body: letter },
      { name: 'a letter that came earlier', received: '2026-11-16', body: entered(LETTER, { received: '2026-11-16' }) },
      { name: 'a letter without any way back', received: null, body: entered({ ...LETTER, answerable: false }) },
      { name: 'minutes of a call', received: null, body: entered(CALL) },
      { name: 'minutes of a call to whose taking nobody agreed', received: null, body: entered({ ...CALL, consent: false }) },
      { name: 'minutes of a meeting', received: null, body: entered({ ...CALL, arrival: 'meeting' }) },
    ],
    /** Of the right shape, and not what the member signed. */
    unproved: [
      { name: 'another report’s', received: null, body: entered(LETTER, { report: OTHER }) },
      { name: 'an earlier day than was signed', received: '2026-11-16', body: letter },
      { name: 'a later day than was signed', received: null, body: entered(LETTER, { received: '2026-11-16' }) },
      { name: 'other words', received: null, body: { ...letter, answers: { what: '别的话。' } } },
      { name: 'signed by somebody else', received: null, body: entered(LETTER, { by: stranger }) },
    ],
    /** No schema takes them. */
    malformed: [
      { name: 'minutes of a meeting that nobody wanted', body: entered({ ...CALL, arrival: 'meeting', consent: false }) },
      { name: 'minutes without the question', body: entered({ arrival: 'phone-live' }) },
      { name: 'consent to a letter', body: entered({ ...LETTER, consent: true }) },
      { name: 'a way that nobody knows', body: entered({ arrival: 'rumour' }) },
    ],
  }
}
