import { addDays, isDay, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import type { Attachment, Language } from '#domain/bodies.ts'
import { isOral } from '#domain/minutes.ts'
import type { EntryDraft } from './entry-draft.svelte.ts'
import type { EntryOrder } from './entering-deeds.ts'

/** What has been typed of a report that is being taken down. */
export type Taken = Pick<EntryDraft, 'arrival' | 'received' | 'consent' | 'isAnswerable' | 'language' | 'answers' | 'name' | 'contact'>

/** What must still be said, or cannot be so. */
export type Missing = 'arrival' | 'received' | 'consent' | 'back' | 'what' | 'name'

export function missingIn({ arrival, received, consent, isAnswerable, answers, name, contact }: Taken, today: Day): ReadonlySet<Missing> {
  const missing = new Set<Missing>()
  if (arrival === null) missing.add('arrival')
  if (received !== null && !isReceivable(received, today)) missing.add('received')
  if (arrival !== null && isOral(arrival) && (consent === null || (arrival === 'meeting' && !consent))) missing.add('consent')
  if (isAnswerable === null) missing.add('back')
  if ((answers['what'] ?? '').trim() === '') missing.add('what')
  if (name.trim() === '' && contact.trim() !== '') missing.add('name')
  return missing
}

export function earliestDay(today: Day): Day {
  return addDays(today, -LIMITS.receivedDaysAgoMax)
}

function isReceivable(day: string, today: Day): boolean {
  return isDay(day) && day <= today && day >= earliestDay(today)
}

/** What is written tells its language, unless somebody chose; before anything is written it is that of the desk. */
export function languageIn({ language, answers }: Pick<Taken, 'language' | 'answers'>, ofDesk: Language): Language {
  const written = Object.values(answers).join('\n')
  return language ?? (/\p{Script=Han}/u.test(written) ? 'zh' : /\p{Script=Latin}/u.test(written) ? 'en' : ofDesk)
}

/** @throws Error where something is missing: whoever calls has asked before */
export function orderOf(taken: Taken, { today, channel, ofDesk, files }: { readonly today: Day; readonly channel: string; readonly ofDesk: Language; readonly files: readonly Attachment[] }): EntryOrder {
  const { arrival, received, consent, isAnswerable, answers, name, contact } = taken
  if (arrival === null || isAnswerable === null || missingIn(taken, today).size > 0) throw new Error('something is missing')
  return {
    arrived: { arrival, received: received === null || received === '' ? today : received, isAnswerable, consent: consent === true && isOral(arrival) },
    channel, files, language: languageIn(taken, ofDesk), answers: Object.fromEntries(Object.entries(answers).filter(([, text]) => text.trim() !== '')),
    identity: name.trim() === '' ? null : { name, contact },
  }
}
