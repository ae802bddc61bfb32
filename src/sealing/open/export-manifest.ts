import * as v from 'valibot'
import { isDay } from '#base/day.ts'

/** What names and vouches for every file of an export. Its bytes are signed as they stand in `manifest.json`. */

/** A bare name: neither an export nor a bundle has folders, and a name with a path in it would lead out of it. */
export const BARE_NAME = /^[a-z0-9][a-z0-9.-]{0,63}$/i

/** What the manifests of an export and of a bundle say alike. */
export const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/))
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
export const file = v.pipe(v.string(), v.regex(BARE_NAME))
export const day = v.pipe(v.string(), v.check(isDay))
/** A stock `age`'s own: `age1…`. */
export const recipient = v.pipe(v.string(), v.regex(/^age1[a-z0-9]{58}$/))
export const hashedFiles = v.array(v.strictObject({ file, sha256: v.pipe(v.string(), v.hexadecimal(), v.length(64)) }))

const entry = v.strictObject({
  log: v.picklist(['report', 'desk', 'office']), seq: count, hash: id, header: file, signature: file, body: file,
  /** Base64 of the age header that the body was signed with; the body file has another. Null where the body is clear. */
  ageHeader: v.nullable(v.pipe(v.string(), v.base64())),
  /** Present where the words did not open for the exporter either: the body file is the sealed body as it is kept. */
  unreadable: v.optional(v.literal(true)),
})

/** A file that an entry cites, as an age file of its own: the payload is the one that was sent. */
const attachment = v.strictObject({
  log: v.picklist(['report', 'desk']), seq: count,
  /** Its id, as the signed header names it. */
  id, body: file,
  /** Present where its words were not those that its sender's entry names. */
  unreadable: v.optional(v.literal(true)),
})

/**
 * Questions to experts about exhibits, each a log of its own, in the order in which they were asked: by number the exhibits that it is about, as far as
 * they are registered. In a bundle the words of one may be kept back, all together.
 */
export const appraisals = v.pipe(v.array(v.strictObject({
  id, exhibits: v.array(v.pipe(count, v.minValue(1))),
  entries: v.pipe(v.array(v.strictObject({
    seq: count, hash: id, header: file, signature: file, body: v.nullable(file), ageHeader: v.nullable(v.pipe(v.string(), v.base64())), unreadable: v.optional(v.literal(true)),
  })), v.minLength(1)),
})), v.minLength(1))

export type NamedAppraisal = v.InferOutput<typeof appraisals>[number]

export const exportManifest = v.strictObject({
  format: v.literal('postern/export/v1'),
  office: id, report: id, desk: id,
  day,
  /** The member who made the export, and the head of the office log at that time. */
  author: id, seen: id,
  /** Public key of `identity.txt`. */
  recipient,
  /** Who held a key to the report and to the desk log when it was exported. */
  readers: v.strictObject({ report: v.array(v.string()), desk: v.array(v.string()) }),
  entries: v.array(entry),
  /** Every file that an entry cites whose words opened. */
  attachments: v.array(attachment),
  appraisals: v.optional(appraisals),
  /** Every file but the manifest and its signature. `identity.txt` may be kept elsewhere. */
  files: hashedFiles,
})

export type ExportManifest = v.InferOutput<typeof exportManifest>
export type ExportedFile = ExportManifest['attachments'][number]
export type ExportedEntry = ExportManifest['entries'][number]

export const MANIFEST_FILE = 'manifest.json'
export const MANIFEST_SIGNATURE_FILE = 'manifest.sig'
export const IDENTITY_FILE = 'identity.txt'
export const README_FILE = 'README.txt'
