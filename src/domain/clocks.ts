import { addDays, addMonths, type Day } from '#base/day.ts'

/**
 * The last day on which an acknowledgement is still in time.
 *
 * @param received - the office-local day on which the server kept the report (not when it was written).
 * @returns the seventh calendar day after it; the whole of that day counts.
 * @see Directive (EU) 2019/1937, Art. 9(1)(b). Vectors: spec/vectors/clocks.json
 */
export function acknowledgeBy(received: Day): Day {
  return addDays(received, 7)
}

/**
 * The last day on which feedback is still in time: three months from the acknowledgement or, where none was sent in time,
 * from the end of the seven days.
 *
 * @see Directive (EU) 2019/1937, Art. 9(1)(f). Vectors: spec/vectors/clocks.json
 */
export function feedbackBy(received: Day, acknowledged: Day | null): Day {
  const latestStart = acknowledgeBy(received)
  const start = acknowledged !== null && acknowledged < latestStart ? acknowledged : latestStart
  return addMonths(start, 3)
}
