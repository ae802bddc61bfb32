import * as v from 'valibot'
import { isDay, type Day } from '#base/day.ts'
import type { Frozen } from '#base/frozen.ts'
import { LIMITS } from '#base/limits.ts'
import { key, written } from './body-parts.ts'
import { caseBody, caseDeed } from './cases/bodies.ts'
import { ownPacks, packNames } from './clocks/pack-schema.ts'
import { STATES } from './docket.ts'
import { officeLines } from './lines.ts'
import { ACCESS_CHANGES, REKEY_REASONS } from './reasons.ts'
import { ROLES } from './roles.ts'
import { mentions, seriesPlace, severity, triage } from './triage-body.ts'

/** What stands inside each kind of entry, once opened. Strict: a member that is not named here is refused. */

export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

/** Where the words were sealed: shown on every report and message as its provenance label. */
export const PROVENANCES = ['in-browser', 'on-arrival', 'by-telephone', 'by-command-line'] as const
export type Provenance = (typeof PROVENANCES)[number]

/** How a report came that a member took down on somebody's behalf. */
export const ARRIVALS = ['letter', 'meeting', 'phone-live', 'e-mail-in', 'referral-in'] as const
export type Arrival = (typeof ARRIVALS)[number]
/** Those of which the words are minutes. @see Directive (EU) 2019/1937, Art. 18(3) and (4) */
export const ORAL_ARRIVALS = ['meeting', 'phone-live'] as const satisfies readonly Arrival[]
export type OralArrival = (typeof ORAL_ARRIVALS)[number]

/** What a reporter says of minutes that were taken of their words. */
export const MINUTES_ANSWERS = ['agreed', 'rectified'] as const
export type MinutesAnswer = (typeof MINUTES_ANSWERS)[number]

/** What the office says when it closes an alert of retaliation: something was done about it, or nothing more is. */
export const RETALIATION_OUTCOMES = ['addressed', 'not-pursued'] as const
export type RetaliationOutcome = (typeof RETALIATION_OUTCOMES)[number]

const recipient = v.pipe(v.string(), v.startsWith('age1pq1'), v.maxLength(2100))
const slug = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/))
const text = v.pipe(v.string(), v.maxLength(LIMITS.answerCharactersMax))
const shortText = v.pipe(v.string(), v.maxLength(LIMITS.nameCharactersMax))
const language = v.picklist(LANGUAGES)
const provenance = v.picklist(PROVENANCES)
/** An age file in base64url. */
const sealedFile = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/), v.maxLength(LIMITS.identityEnvelopeCharactersMax))
/** A record drops names that everything inherits without a word: two readers could then read two reports. */
const ownNames = v.custom<object>((value) => typeof value === 'object' && value !== null && !INHERITED.some((name) => Object.hasOwn(value, name)))
const INHERITED = ['__proto__', 'constructor', 'prototype']
const answers = v.pipe(ownNames, v.record(slug, text))
const names = v.strictObject({ en: shortText, zh: shortText })
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

const day = v.pipe(v.string(), v.check(isDay), v.transform((checked) => checked as Day))

const retentionDays = v.pipe(count, v.minValue(LIMITS.retentionDaysMin), v.maxValue(LIMITS.retentionDaysMax))

/** A team as the directory names it to those who cannot read the office log. */
const teamKey = v.strictObject({ team: slug, epoch: count, recipient })

export const channel = v.strictObject({
  channel: slug, kind: v.picklist(['web']), names, team: slug, epoch: count, recipient,
  /** SHA-256 of the questionnaire's canonical JSON, base64url. */
  questionnaire: key,
  /** Hash of the `readers` entry with the people whom a reporter may leave out; none may be left out without it. */
  readers: v.optional(key),
  /** Rule packs by which its reports' clocks run: those of the Directive where it names none. */
  packs: v.optional(packNames),
})
export type Channel = Frozen<v.InferOutput<typeof channel>>

/** Who a reporter is, under the locks of both teams, with what proves that nobody changed it on the way. @see spec/identity.md */
const sealedIdentity = v.strictObject({ custodian: slug, approver: slug, envelope: sealedFile, commitment: key })
export type SealedIdentity = Frozen<v.InferOutput<typeof sealedIdentity>>
/** How a file came to what it is now: the reader wants to know what can still be found in it. */
export const CLEANINGS = ['cleaned', 'nothing-found', 'kept-as-it-was', 'cannot-be-cleaned'] as const
export type Cleaning = (typeof CLEANINGS)[number]

/** How the sender's page recorded a voice. */
export const RECORDED = ['masked', 'unmasked'] as const
export type Recorded = (typeof RECORDED)[number]

/** 16 bytes in canonical base64url: a file's key, or its nonce. */
const half = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{21}[AQgw]$/))

/** A file as the entry that cites it tells of it. @see spec/files.md */
export const attachment = v.strictObject({
  /** What the header names too: a hash over every byte that is kept. */
  file: key,
  name: shortText,
  /** The media type, by the file's own first bytes where they say it. */
  type: v.pipe(v.string(), v.regex(/^[a-z0-9.+-]{1,64}\/[a-z0-9.+-]{1,64}$/)),
  sizeBytes: v.pipe(count, v.maxValue(LIMITS.fileBytesMax)),
  /** SHA-256 of the words, base64url. */
  sha256: key,
  key: half, nonce: half,
  cleaning: v.picklist(CLEANINGS),
  /** Only for a voice that was recorded where the entry was written. */
  recorded: v.optional(v.picklist(RECORDED)),
})
export type Attachment = Frozen<v.InferOutput<typeof attachment>>
const attachments = v.optional(v.pipe(v.array(attachment), v.minLength(1), v.maxLength(LIMITS.filesPerEntryMax)))

/** By whom and how a report was entered that came from outside the web. @see spec/entered.md */
export const entered = v.pipe(v.strictObject({
  arrival: v.picklist(ARRIVALS),
  /** Signing key of who took it down, and their signature over all of this body. */
  member: key,
  signature: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{85}[AQgw]$/)),
  /** Whether the code went to the reporter. Where it did not, nobody can be answered. */
  answerable: v.boolean(),
  /** Of minutes alone: whether the reporter agreed that they are taken. Of a meeting there are none without it. */
  consent: v.optional(v.boolean()),
  /** Of a call alone, where whoever took it said so: whether the sound of it is kept somewhere. Nobody's call is recorded without consent. */
  recorded: v.optional(v.boolean()),
}), v.check(({ arrival, consent, recorded }) => recorded === undefined || (arrival === 'phone-live' && (!recorded || consent === true))), v.check(({ arrival, consent }) => (consent !== undefined) === (ORAL_ARRIVALS as readonly Arrival[]).includes(arrival) && (arrival !== 'meeting' || consent === true)))
export type Entered = Frozen<v.InferOutput<typeof entered>>

/** What an exhibit is: a file that came with the report, one that was added, or a thing. */
export const EXHIBIT_KINDS = ['report-file', 'file', 'physical'] as const

/** What the office says of an opinion. */
export const VERDICTS = ['accepted', 'objected'] as const
export type Verdict = (typeof VERDICTS)[number]

/** What happens to an exhibit. @see ISO/IEC 27037:2012, 5.4 and 6.1; transfer, analyse, produce, return and destroy are what a record of custody must tell besides. */
export const CUSTODY_ACTIONS = ['identify', 'collect', 'acquire', 'preserve', 'transfer', 'analyse', 'produce', 'return', 'destroy'] as const
export type CustodyAction = (typeof CUSTODY_ACTIONS)[number]

/** What a member says of a link by which somebody else handed it to them. */
export const CUSTODY_ANSWERS = ['receive', 'refuse'] as const
export type CustodyAnswer = (typeof CUSTODY_ANSWERS)[number]

/** How a derivative came out of its parent. */
export const TRANSFORMS = ['redacted', 'excerpt', 'transcript', 'translation', 'enhanced', 'converted', 'copy'] as const
export type Transform = (typeof TRANSFORMS)[number]

/** A minute as people write it down, in universal time: `2026-11-25T13:05Z`. */
const minute = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/), v.check((value) => !Number.isNaN(Date.parse(value))))
const second = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/), v.check((value) => !Number.isNaN(Date.parse(value))))
const filled = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.nameCharactersMax))
/** Where a report was referred, as the reporter is told, and that whoever signs has looked: it is not the person or the body that the report is about. */
const referral = v.strictObject({ to: v.pipe(shortText, v.minLength(1)), notConcerned: v.literal(true) })

/** Who has a thing: a member by the signing key, or somebody outside by name. */
const custodian = v.union([v.strictObject({ member: key }), v.strictObject({ name: filled })])
export type Custodian = Frozen<v.InferOutput<typeof custodian>>

/** A recording out of a device that is worn or stands somewhere: when each of its files begins and ends by the device's own clock. */
const recording = v.strictObject({
  device: filled,
  /** What must be added to the device's clock to have the true time. */
  clockOffsetSeconds: v.pipe(v.number(), v.safeInteger()),
  segments: v.pipe(v.array(v.strictObject({ from: second, to: second })), v.maxLength(LIMITS.filesPerEntryMax)),
})
export type Recording = Frozen<v.InferOutput<typeof recording>>

const exhibit = v.pipe(v.strictObject({
  reportHead: key, description: filled,
  /** Where and by whom it was found, and which number its seal has, where it has one. */
  at: minute, place: shortText, collector: custodian, seal: shortText,
  copy: v.boolean(),
  /** Who has it from now on. */
  holder: custodian,
  /** A file that came with the report: the entry that cites it, and what its sender's entry says of it. */
  source: v.optional(v.strictObject({ entry: key, file: key, sha256: key })),
  /** Files of this entry itself, in their order. Neither these nor a source: a thing that is kept in a cupboard. */
  files: attachments,
  recording: v.optional(recording),
  parent: v.optional(v.strictObject({ exhibit: key, transform: v.picklist(TRANSFORMS), tool: shortText, version: shortText })),
}), v.check(({ source, files }) => source === undefined || files === undefined),
v.check((body) => body.recording === undefined || body.recording.segments.length === (body.files ?? []).length))

/** One link of an exhibit's custody. `previous` is the entry that the author saw as its last: `exhibit` itself, or the `custody` before. */
const custody = v.pipe(v.strictObject({
  reportHead: key, exhibit: key, previous: key, action: v.union([v.picklist(CUSTODY_ACTIONS), v.picklist(CUSTODY_ANSWERS)]), at: minute,
  from: custodian, to: custodian, reason: shortText, place: shortText, seal: shortText,
  /** SHA-256 of each file as the author found it by reading it whole, in order; null where nobody looked. */
  found: v.nullable(v.pipe(v.array(key), v.maxLength(LIMITS.filesPerEntryMax))),
  /** With `receive` and `refuse`, and with nothing else: the link that is answered. */
  handing: v.optional(key),
}), v.check(({ action, handing }) => (handing !== undefined) === (CUSTODY_ANSWERS as readonly string[]).includes(action)),
// Who has it says so; everything else has a reason.
v.check(({ action, reason }) => action === 'receive' || reason !== ''))

/** What is asked of an expert: so many exhibits and no more. Their files stand once in `files`, whose keys open nothing else. */
const appraisalItem = v.strictObject({
  /** Hash of the entry that registered it, and its number there. */
  exhibit: key, number: v.pipe(count, v.minValue(1)), description: filled, kind: v.picklist(EXHIBIT_KINDS),
  files: v.pipe(v.array(key), v.maxLength(LIMITS.filesPerEntryMax)),
})
export type AppraisalItem = Frozen<v.InferOutput<typeof appraisalItem>>

const appraisal = v.pipe(v.strictObject({
  /** The expert's signing key. */
  expert: key,
  items: v.pipe(v.array(appraisalItem), v.minLength(1), v.maxLength(LIMITS.appraisalItemsMax)),
  questions: written, due: day, files: attachments,
  /** The appraisal that this one is to look at again. */
  again: v.optional(key),
}), v.check(({ items }) => new Set(items.map(({ exhibit: each }) => each)).size === items.length), v.check(({ items, files = [] }) => {
  const asked = new Set(items.flatMap((item) => item.files))
  return asked.size === files.length && files.every(({ file }) => asked.has(file))
}))

/** What an expert finds of one exhibit, on which scale, by which method and why. */
const finding = v.strictObject({ exhibit: key, finding: written, scale: filled, method: written, reasons: written })
export type Finding = Frozen<v.InferOutput<typeof finding>>

const opinion = v.pipe(v.strictObject({ findings: v.pipe(v.array(finding), v.minLength(1), v.maxLength(LIMITS.appraisalItemsMax)) }),
  v.check(({ findings }) => new Set(findings.map(({ exhibit: each }) => each)).size === findings.length))

export const BODIES = {
  'genesis': v.strictObject({
    administrator: v.strictObject({ signKey: key, recipient }),
    /** The organisation's recovery recipient; null until its shares are arranged. */
    recovery: v.nullable(recipient),
    serverKey: key,
  }),
  'settings': v.strictObject({ names, timeZone: shortText }),
  /** For how long a report is kept after the last word on it; null for no end. */
  'retention': v.strictObject({ outsideRemitDays: v.nullable(retentionDays), settledDays: v.nullable(retentionDays) }),
  /** A prepared answer under the office log's key, base64url: members read it, the server does not. @see templates.ts */
  'template': v.strictObject({ sealed: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/), v.maxLength(LIMITS.sealedTemplateCharactersMax)) }),
  /** Who is away and who covers, under the office log's key, base64url: members read it, the server does not. @see absences.ts */
  'absence': v.strictObject({ sealed: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/), v.maxLength(LIMITS.sealedAbsenceCharactersMax)) }),
  'member': v.strictObject({
    signKey: key, recipient, roles: v.array(v.picklist(ROLES)), active: v.boolean(),
    /** The name as an entry body under the office log's key, base64url: members read it, the server does not. */
    sealedName: v.pipe(v.string(), v.maxLength(4096)),
  }),
  /** An administrator's word that this member may hold the team's key, or may no longer. It gives no key. */
  'admission': v.strictObject({
    team: slug, signKey: key, admitted: v.boolean(),
    /** The team's name as an entry body under the office log's key, base64url; without it the team keeps the one it has. */
    sealedName: v.optional(v.pipe(v.string(), v.maxLength(4096))),
  }),
  'team': v.strictObject({
    team: slug, epoch: count, recipient, members: v.array(key),
    /** The generation of the organisation's recovery to which this entry's rows give the epoch's secret, and those of the epochs before. */
    recovery: v.optional(count),
  }),
  /** An administrator approves a successor: whoever can open what was sealed to `from` by name may give it to `to`. */
  'handover': v.strictObject({ from: key, to: key }),
  /** The organisation's recovery. The shares themselves travel as wraps to their holders. @see spec/recovery.md */
  'recovery': v.strictObject({
    generation: count, recipient, signKey: key, threshold: v.pipe(count, v.minValue(LIMITS.recoverySharesMin)),
    shares: v.pipe(v.array(v.strictObject({ holder: key, hash: key })), v.minLength(LIMITS.recoverySharesMin), v.maxLength(LIMITS.recoverySharesMax)),
  }),
  /** Signed by the recovery's own key: these holders' shares came together, and nothing was opened. */
  'drill': v.strictObject({ generation: count, holders: v.pipe(v.array(key), v.minLength(LIMITS.recoverySharesMin), v.maxLength(LIMITS.recoverySharesMax)) }),
  /** People of a channel who are named on the reporter's page, so that a report can be kept from one of them. */
  'readers': v.strictObject({
    channel: slug, people: v.pipe(v.array(v.strictObject({ signKey: key, recipient, names })), v.maxLength(LIMITS.namedReadersMax)),
  }),
  'directory': v.strictObject({
    names, timeZone: shortText, serverKey: key, channels: v.array(channel),
    /** The installation's salt of receipt codes, base64url: signed here, so that a reporter needs one request and not two. */
    salt: key,
    /** The keys whose answers a reporter may believe. */
    handlers: v.array(key),
    /** Handlers who left: what they wrote until that day, the day included, is still the office's. */
    former: v.optional(v.array(v.strictObject({ signKey: key, until: day }))),
    /** The two teams that together open a reporter's identity; neither can alone. */
    identity: v.optional(v.strictObject({ custodian: teamKey, approver: teamKey })),
    /** Every rule pack that the office ever wrote itself: reports name them, and reporters have no other place to find them. */
    packs: v.optional(ownPacks),
    /** Telephone lines: read by those who answer them, and by whoever is told a number. */
    lines: v.optional(officeLines),
    /** SHA-256 of the set of recordings that the lines say, and the key that signs what a running line says of itself. @see prompts.ts, line-report.ts */
    prompts: v.optional(key), lineKey: v.optional(key),
  }),
  'report': v.strictObject({
    answers, language, provenance, files: attachments,
    /** Hash of the directory entry that the reporter's page used. */
    directory: key,
    /** To whom a new key of the conversation is sealed for the reporter. */
    recipient,
    identity: v.optional(sealedIdentity),
    entered: v.optional(entered),
  }),
  'message': v.pipe(v.strictObject({
    text, language, provenance: v.optional(provenance), identity: v.optional(sealedIdentity), files: attachments, minutes: v.optional(v.picklist(MINUTES_ANSWERS)),
    /** With `minutes`: number of the entry that brought the version of a transcript which is answered; without it the report's own minutes are. */
    of: v.optional(count),
    /** By the office: the text is what is heard in this recording of the reporter's, or why nobody checks that. */
    transcript: v.optional(v.strictObject({ file: key, is: v.picklist(['offered', 'unchecked']) })),
  }), v.check(({ text: words, minutes, of: answered, transcript }) => (answered === undefined || minutes !== undefined) && (transcript === undefined || (words !== '' && minutes === undefined)))),
  'state': v.strictObject({ state: v.picklist(STATES), reason: text, language, referral: v.optional(referral) }),
  /** Why a clock was moved: the reporter reads it. What was done stands in the signed header, and what it does to a date is derived. */
  'clock': v.strictObject({ reason: written, language }),
  /** Why the office calls a report urgent, or no longer does: the reporter reads it. Which of both stands in the signed header. */
  'urgency': v.strictObject({ reason: written, language }),
  'withdrawal': v.strictObject({ text, language, erase: v.boolean() }),
  /** What is done to the reporter, since when, and whether the office may act on it, or only know. */
  'retaliation': v.strictObject({ text: written, since: v.nullable(day), mayAct: v.boolean(), language, provenance: v.optional(provenance) }),
  'objection': v.strictObject({ text: written, language, provenance: v.optional(provenance) }),
  'objection-answered': v.strictObject({ reason: written, language }),
  'retaliation-closed': v.strictObject({ outcome: v.picklist(RETALIATION_OUTCOMES), reason: written, language }),
  /** Tells the reporter that the office asks who they are, before it asks. */
  'identity-notice': v.strictObject({ text, language }),
  'erased': v.strictObject({}),
  'opened': v.strictObject({ reportHead: key }),
  'note': v.strictObject({ text, reportHead: key, files: attachments, mentions }),
  'title': v.strictObject({ title: v.pipe(v.string(), v.maxLength(LIMITS.titleCharactersMax)), reportHead: key }),
  'triage': triage,
  /** Its author is concerned, or knows somebody who is: why, for those who go on. */
  'recusal': v.strictObject({ reason: written, reportHead: key }),
  /** The report names the member in the header, or is of somebody whom they know; and that it does not. */
  'conflict': v.strictObject({ reason: written, reportHead: key }),
  'conflict-ended': v.strictObject({ reason: written, reportHead: key }),
  'exhibit': exhibit,
  'custody': custody,
  'case': caseBody,
  'case-deed': caseDeed,
  'disclosure': v.strictObject({
    report: key, reason: text, basis: text,
    /** The sealed identity out of the report. */
    envelope: sealedFile,
    /** For how many days the requester needs it. */
    days: v.pipe(count, v.minValue(1), v.maxValue(LIMITS.disclosureDaysMax)),
    /** Header and signature of the `identity-notice`, and the server's signed word that it keeps it: nobody decides before the reporter was told. */
    notice: v.strictObject({ header: sealedFile, signature: sealedFile, day, kept: sealedFile }),
  }),
  /** What is left of the envelope once the approvers' lock is off: an age file to the custodians. */
  'disclosure-approved': v.strictObject({ inner: sealedFile }),
  'disclosure-refused': v.strictObject({ reason: text }),
  /** The identity, sealed to the requester alone. */
  'disclosure-opened': v.strictObject({ identity: sealedFile }),
  'appraisal': appraisal,
  /** The expert takes it on, and says that nothing stands between them and the matter. */
  'appraisal-accepted': v.strictObject({ independence: written }),
  'appraisal-declined': v.strictObject({ reason: written }),
  'appraisal-word': v.strictObject({ text: written }),
  'opinion': opinion,
  'appraisal-review': v.strictObject({ opinion: key, verdict: v.picklist(VERDICTS), reason: text }),
  'appraisal-closed': v.strictObject({ reason: text }),
  'rekey': v.strictObject({
    reason: v.picklist(REKEY_REASONS),
    /** The log key of the generation before, base64url: whoever has the newest key reads all. */
    previous: key,
  }),
  'grant': v.strictObject({}),
  'audit': v.strictObject({ serverKey: key }),
  'keys-given': v.strictObject({ reader: key, log: key }),
  'session-started': v.strictObject({ member: key }),
  'erased-log': v.strictObject({ member: key, log: key }),
  'access-changed': v.strictObject({ member: key, what: v.picklist(ACCESS_CHANGES) }),
} as const

/** What is in an entry never changes: neither does what was read out of one. */
export type Bodies = { readonly [K in keyof typeof BODIES]: Frozen<v.InferOutput<(typeof BODIES)[K]>> }

/** What a desk log's card holds: enough for a line in a list. */
export const cardBody = v.strictObject({
  /** The desk log, and its head when the card was made: an older head than the docket's means stale. */
  log: key, head: key, seq: count,
  title: v.pipe(v.string(), v.maxLength(LIMITS.titleCharactersMax)),
  language,
  labels: v.array(shortText), severity, nextStep: shortText,
  /** Cards of before have none. */
  assigned: v.optional(v.nullable(key)), handed: v.optional(v.boolean()), hold: v.optional(v.boolean()), series: v.optional(seriesPlace),
  /** Who is asked and has not answered, by the beginning of their signing keys. */
  asked: v.optional(v.pipe(v.array(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8}$/))), v.maxLength(LIMITS.askedOnCardMax))),
  /** Of a report that a member took down, once the signature was checked. */
  entered: v.optional(v.strictObject({ arrival: v.picklist(ARRIVALS), member: key })),
  /** Of a report that was told on the telephone line. */
  byTelephone: v.optional(v.literal(true)),
})
export type CardBody = Frozen<v.InferOutput<typeof cardBody>>
