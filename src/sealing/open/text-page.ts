import * as v from 'valibot'
import { isDay, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { LANGUAGES } from '#domain/bodies.ts'
import { STATES } from '#domain/docket.ts'
import { textPageScheme } from '../plain/schemes.ts'
import type { Secret } from '../plain/secret.ts'
import type { TextPage, TextPagePlace } from '../plain/text-page.ts'
import { checkTextPage } from '../proof/text-page.ts'
import { openJson } from './age.ts'

const id = v.pipe(v.string(), v.length(43))
const firstText = v.strictObject({
  id, title: v.pipe(v.string(), v.maxLength(LIMITS.titleCharactersMax)), language: v.picklist(LANGUAGES),
  receivedDay: v.pipe(v.string(), v.check(isDay), v.transform((day) => day as Day)), state: v.picklist(STATES),
  text: v.pipe(v.string(), v.maxLength(LIMITS.searchedCharactersMax)),
})
const pageBody = v.strictObject({
  office: id, team: v.string(), epoch: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), page: id,
  texts: v.pipe(v.array(firstText), v.maxLength(LIMITS.textPageReportsMax)),
})

/** @throws Refusal `bad-signature`, `foreign-key`, `malformed` (also for a page that is really another one) */
export async function openTextPage(team: Secret<'team-identity'>, bytes: Uint8Array, place: TextPagePlace): Promise<TextPage & { readonly author: string }> {
  const { author, body } = await checkTextPage(bytes)
  const result = v.safeParse(pageBody, await openJson(textPageScheme(team, place), body))
  if (!result.success) throw new Refusal('malformed', { member: 'texts' })
  const { office, team: name, epoch, page, texts } = result.output
  if (office !== place.office || name !== place.team || epoch !== place.epoch || page !== place.page) throw new Refusal('malformed', { member: 'texts' })
  return { ...place, author, texts }
}
