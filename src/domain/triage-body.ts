import * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import { key, written } from './body-parts.ts'
import { EXCUSABLE } from './excuses.ts'

const label = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.labelCharactersMax))
const labels = v.pipe(v.array(label), v.minLength(1), v.maxLength(LIMITS.labelsPerReportMax))
/** How much harm is at stake, as a handler judges it. */
export const SEVERITIES = ['low', 'medium', 'high'] as const
export type Severity = (typeof SEVERITIES)[number]
export const severity = v.nullable(v.picklist(SEVERITIES))
/** Which series a report belongs to: the one that its text says, none, or that of the report with this id. */
export const seriesPlace = v.union([v.picklist(['by-text', 'alone']), key])
const nextStep = v.pipe(v.string(), v.maxLength(LIMITS.nextStepCharactersMax))

/** Colleagues who are asked by the words beside it, by their signing keys. */
export const mentions = v.optional(v.pipe(v.array(key), v.minLength(1), v.maxLength(LIMITS.mentionsPerNoteMax), v.check((keys) => new Set(keys).size === keys.length)))

const caseIds = v.pipe(v.array(key), v.minLength(1), v.maxLength(LIMITS.casesPerReportMax))

/** Things that are missing, none twice. */
const lacks = v.pipe(v.array(v.strictObject({ what: v.picklist(EXCUSABLE), of: v.pipe(v.string(), v.maxLength(LIMITS.nameCharactersMax)) })), v.minLength(1),
  v.check((all) => new Set(all.map(({ what, of }) => `${what} ${of}`)).size === all.length))

/** What handlers change among themselves: only what is named. `assigned` is a member's signing key. */
export const triage = v.pipe(v.strictObject({
  reportHead: key, add: v.optional(labels), remove: v.optional(labels), severity: v.optional(severity),
  nextStep: v.optional(nextStep), assigned: v.optional(v.nullable(key)),
  /** Whether whoever has it was given it by somebody else and has not taken it yet. Who that was the log says. */
  handed: v.optional(v.boolean()),
  /** It must not be erased: a court, an audit or a case wants it. */
  hold: v.optional(v.boolean()),
  series: v.optional(seriesPlace),
  /** Why, for whoever takes it over. */
  note: v.optional(written),
  mentions,
  /** The author has seen what asked them: it asks no more. No kind of its own, so that the server cannot tell it from a label. */
  seen: v.optional(v.literal(true)),
  /** Open cases that it came into or is in no more, by id: their readers need not be this log's. */
  joins: v.optional(caseIds), leaves: v.optional(caseIds),
  /** Why the report is concluded although something is missing. */
  excuse: v.optional(v.strictObject({ lacks, reason: written })),
  /** It is to go to a body that it names itself, once a second handler agrees; `note` says why. And that handler's answer, to the entry with this hash. */
  asksReferral: v.optional(v.strictObject({ to: v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.nameCharactersMax)), reason: written, language: v.picklist(['en', 'zh']) })),
  answersReferral: v.optional(v.strictObject({ asked: key, agrees: v.boolean() })),
}), v.check(({ reportHead: _, note: __, mentions: ___, ...change }) => Object.keys(change).length > 0),
v.check((body) => body.note !== undefined || (body.mentions ?? body.asksReferral ?? body.answersReferral) === undefined))
