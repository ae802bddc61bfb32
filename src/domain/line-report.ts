import * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import { key as id } from './body-parts.ts'

/**
 * What a running telephone line says of itself. An ordinary call changes nothing in it: on a quiet line that alone would tell who called.
 * @see spec/line-report.md
 */

/** Of days that are over, since the line was started: a call in the last seven, before them, or none. */
const LINE_CALLS = ['week', 'longer', 'none'] as const
/** Room for calls: less than half of it is taken, half or more, or all. */
const LINE_ROOMS = ['free', 'half', 'full'] as const

const slug = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/))
const seconds = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

export const lineReport = v.strictObject({
  office: id,
  /** By the line's own clock, in seconds since 1970: when this was said, and since when it runs. */
  at: seconds, since: seconds,
  calls: v.picklist(LINE_CALLS),
  room: v.picklist(LINE_ROOMS),
  /** The last code that whoever runs the line was told; null for none since it was started. */
  trouble: v.nullable(slug),
  lines: v.pipe(v.array(slug), v.maxLength(LIMITS.linesMax)),
  /** Whether it can speak words that are no prompt: greetings, answers in writing, transcripts. */
  speaks: v.boolean(),
  prompts: v.strictObject({
    /** Hash of the set that it says; null for none. */
    set: v.nullable(id),
    recorded: seconds,
    faults: v.pipe(v.array(v.strictObject({ prompt: v.pipe(v.string(), v.regex(/^(?:en|zh)\/[a-z0-9-]{1,64}$/)), fault: slug })), v.maxLength(LIMITS.spokenPromptsMax)),
  }),
})
export type LineReport = v.InferOutput<typeof lineReport>
