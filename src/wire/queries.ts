import * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import * as f from './fields.ts'
import { STATES } from '#domain/docket.ts'

/** What stands behind the question mark of an address: text, and no member that is not named here. */
const number = f.pathNumber

/** `next` of the page before. */
const cursor = v.optional(v.pipe(v.string(), v.maxLength(256)))

/** Where a page of a log begins. */
export const logQuery = v.strictObject({ from: v.optional(number, '0') })

/** Where a page of the auditors' begins: by default at the first of all logs. */
export const auditQuery = v.strictObject({ log: v.optional(f.id), seq: v.optional(number, '0') })

/** The size of an earlier tree that the caller knows. */
export const checkpointQuery = v.strictObject({ since: v.optional(number) })

export const queueQuery = v.strictObject({
  state: v.optional(v.picklist(STATES)),
  limit: v.optional(v.pipe(number, v.minValue(1), v.maxValue(LIMITS.queuePageMax)), String(LIMITS.queuePageDefault)),
  after: cursor,
  /** These alone, in the order of the queue. */
  reports: v.optional(v.pipe(v.string(), v.transform((text) => text.split(',')), v.array(f.id), v.minLength(1), v.maxLength(LIMITS.queueReportsMax))),
})

export const docketsQuery = v.strictObject({ after: cursor })

/** The last request of the page before. */
export const disclosuresQuery = v.strictObject({ after: v.optional(f.id) })

/** The last case of the page before. */
export const casesQuery = v.strictObject({ after: v.optional(f.id) })

/** Of one report, or all; the last of the page before. */
export const appraisalsQuery = v.strictObject({ about: v.optional(f.id), after: v.optional(f.id) })

/** By default the last page. */
export const keyringQuery = v.strictObject({ reader: f.reader, page: v.optional(number) })
