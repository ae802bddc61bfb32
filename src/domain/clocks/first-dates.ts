import { addDays, addMonths, type Day } from '#base/day.ts'

/** The lengths of both clocks of the Directive: the packs take them from here, and so does the page of a reporter who just filed. */
export const EU_DAYS = 7
export const EU_MONTHS = 3

/**
 * The last day on which an acknowledgement is still in time under the pack that an office has unless it chose another. Here by itself because
 * the page that files a report has no room for the engine; a test holds the two together.
 *
 * @param received - the office-local day on which the server kept the report (not when it was written).
 * @returns the seventh calendar day after it; the whole of that day counts.
 * @see Directive (EU) 2019/1937, Art. 9(1)(b). Vectors: spec/vectors/clocks.json
 */
export function acknowledgeBy(received: Day): Day {
  return addDays(received, EU_DAYS)
}

/**
 * The last day on which feedback is in time if nothing is acknowledged before: three months from the end of the seven days.
 *
 * @see Directive (EU) 2019/1937, Art. 9(1)(f). Vectors: spec/vectors/clocks.json
 */
export function feedbackAtLatest(received: Day): Day {
  return addMonths(acknowledgeBy(received), EU_MONTHS)
}
