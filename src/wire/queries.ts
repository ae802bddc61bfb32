import * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import { STATES } from '#domain/docket.ts'

/** What stands behind the question mark of an address: text, and no member that is not named here. */
const number = v.pipe(v.string(), v.regex(/^(?:0|[1-9]\d{0,8})$/), v.transform(Number))

/** Where a page of a log begins. */
export const logQuery = v.strictObject({ from: v.optional(number, '0') })

export const queueQuery = v.strictObject({
  state: v.optional(v.picklist(STATES)),
  limit: v.optional(v.pipe(number, v.minValue(1), v.maxValue(LIMITS.queuePageMax)), String(LIMITS.queuePageDefault)),
  /** `next` of the page before. */
  after: v.optional(v.pipe(v.string(), v.maxLength(256))),
})
