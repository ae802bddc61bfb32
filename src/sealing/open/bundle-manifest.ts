import * as v from 'valibot'
import { CLEANINGS, RECORDED } from '#domain/bodies.ts'
import type { ShownExhibit } from '#domain/exhibits.ts'
import { appraisals, count, day, file, hashedFiles, id, recipient } from './export-manifest.ts'

/** What names and vouches for every file of a bundle. @see spec/bundle.md */

const number = v.pipe(count, v.minValue(1))

const entry = v.strictObject({
  log: v.picklist(['report', 'desk', 'office']), seq: count, hash: id, header: file, signature: file,
  /** Null where the words were kept back. */
  body: v.nullable(file),
  /** Base64 of the age header that the body was signed with; the body file has another. Null where there is no body, and where it is clear. */
  ageHeader: v.nullable(v.pipe(v.string(), v.base64())),
  /** The exhibit, not in this bundle, that a `custody` entry is about whose words were kept back. */
  about: v.optional(number),
  /** Present where the words did not open for the author either: the body file is the sealed body as it is kept. */
  unreadable: v.optional(v.literal(true)),
})

export const bundleManifest = v.strictObject({
  format: v.literal('postern/bundle/v1'),
  office: id, report: id, desk: id,
  day,
  /** The member who made the bundle, and the head of the office log at that time. */
  author: id, seen: id,
  /** Public key of the identity that went another way. */
  recipient,
  /** The exhibits that went along, by number, each with its entry; and whether its custody held when it went. */
  exhibits: v.pipe(v.array(v.strictObject({ number, entry: id, isWhole: v.boolean() })), v.minLength(1)),
  entries: v.array(entry),
  /** Every file of each exhibit, in the exhibit's order: the entry that cites it, and its id as that entry's signed header names it. */
  attachments: v.array(v.strictObject({ exhibit: number, log: v.picklist(['report', 'desk']), seq: count, id, body: file })),
  appraisals: v.optional(appraisals),
  /** Every file but the manifest and its signature, in the order in which they lie in the archive. */
  files: hashedFiles,
})

export type BundleManifest = v.InferOutput<typeof bundleManifest>
export type BundledEntry = BundleManifest['entries'][number]
export type BundledFile = BundleManifest['attachments'][number]

/** `exhibits.json`: what its author's client made of the entries. Only what a reader needs of it is read; the rest is held to what the reader makes of them. */
export const bundledExhibits = v.strictObject({
  format: v.literal('postern/exhibits/v1'),
  exhibits: v.array(v.looseObject({
    number,
    files: v.array(v.strictObject({ file: id, name: v.string(), type: v.string(), sizeBytes: count, sha256: id, cleaning: v.picklist(CLEANINGS), recorded: v.optional(v.picklist(RECORDED)) })),
  })),
  members: v.record(id, v.string()),
})

export type BundledExhibits = v.InferOutput<typeof bundledExhibits>

export const CUSTODY_FILE = 'custody.txt.age'
export const EXHIBITS_FILE = 'exhibits.json.age'
/** There if there are appraisals. */
export const APPRAISALS_FILE = 'appraisals.txt.age'
export const SUMS_FILE = 'SHA256SUMS'

/** The members who are named in exhibits, by their signing keys. */
export function keysIn(exhibits: readonly Pick<ShownExhibit, 'collector' | 'holder' | 'links'>[]): readonly string[] {
  const people = exhibits.flatMap(({ collector, holder, links }) => [collector, holder, ...links.flatMap(({ author, from, to }) => [{ member: author }, from, to])])
  return [...new Set(people.flatMap((each) => ('member' in each ? [each.member] : [])))]
}

/** As `sha256sum -c` reads it; it cannot name itself. */
export function sumsOf(files: BundleManifest['files']): string {
  return files.filter(({ file: name }) => name !== SUMS_FILE).map(({ file: name, sha256 }) => `${sha256}  ${name}\n`).join('')
}

/** `exhibit-003-01.age`. */
export function exhibitFile(exhibit: number, index: number): string {
  return `exhibit-${String(exhibit).padStart(3, '0')}-${String(index + 1).padStart(2, '0')}.age`
}
