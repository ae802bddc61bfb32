import { mediaType, SNIFF_BYTES } from '#clients/transport/media-type.ts'
import type { FileSource } from '#clients/transport/upload.ts'
import type { Cleaning } from '#domain/bodies.ts'
import { FINDINGS, NotReadable, type Cleaned, type Finding } from './findings.ts'
import { cleanBoxes } from './boxes.ts'
import { cleanWebm } from './ebml.ts'
import { cleanGif } from './gif.ts'
import { cleanHeif } from './heif.ts'
import { cleanJpeg } from './jpeg.ts'
import { cleanOpenDocument } from './open-document.ts'
import { cleanOpenXml } from './open-xml.ts'
import { loadPdf } from './late.ts'
import { cleanMp3 } from './mp3.ts'
import { cleanPng } from './png.ts'
import type { CleanedSource } from './patches.ts'
import { cleanWebp } from './webp.ts'

/** Larger pictures are not read into memory: they are told to be of a kind that cannot be cleaned here. */
const BYTES_MAX = 128 * 1024 ** 2

/** A document is unpacked as a whole. */
const PDF_BYTES_MAX = 64 * 1024 ** 2

type Clean = (bytes: Uint8Array<ArrayBuffer>) => Cleaned

const PDF = 'application/pdf'
const PICTURES: Readonly<Record<string, Clean>> = { 'image/jpeg': cleanJpeg, 'image/png': cleanPng, 'image/webp': cleanWebp, 'image/gif': cleanGif, 'image/heic': cleanHeif, 'image/avif': cleanHeif }

/** Films are too large to be held: they are read by pieces, and changed where they lie. */
const STREAMED: Readonly<Record<string, (source: FileSource) => Promise<CleanedSource>>> = {
  'video/mp4': cleanBoxes, 'video/quicktime': cleanBoxes, 'audio/mp4': cleanBoxes, 'audio/mpeg': cleanMp3, 'video/webm': cleanWebm,
}

const openXml: Clean = (bytes) => cleanOpenXml(bytes, pictureInside)
const openDocument: Clean = (bytes) => cleanOpenDocument(bytes, pictureInside)
const CLEANERS: Readonly<Record<string, Clean>> = {
  ...PICTURES,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': openXml, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': openXml,
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': openXml, 'application/vnd.oasis.opendocument.text': openDocument,
  'application/vnd.oasis.opendocument.spreadsheet': openDocument, 'application/vnd.oasis.opendocument.presentation': openDocument,
}

/** @returns null for what is drawn by lines, sound, or a font. @throws NotReadable for a photo of a kind that is not cleaned, or a broken one */
function pictureInside(name: string, bytes: Uint8Array<ArrayBuffer>): Cleaned | null {
  const type = mediaType(bytes.subarray(0, SNIFF_BYTES), name)
  const clean = Object.hasOwn(PICTURES, type) ? PICTURES[type] : undefined
  if (clean === undefined && /^(?:image|audio|video)\//.test(type)) throw new NotReadable()
  return clean?.(bytes) ?? null
}

/** Kinds in which nothing but what one sees can stand. */
export const PLAIN: ReadonlySet<string> = new Set(['text/plain', 'text/csv'])

/** Whether files of this media type are cleaned at all, if they are not too large: pictures by what they are made of, all others by being taken apart. */
export function cleanedAs(type: string): 'picture' | 'taken-apart' | null {
  if (Object.hasOwn(PICTURES, type)) return 'picture'
  return type === PDF || Object.hasOwn(CLEANERS, type) || Object.hasOwn(STREAMED, type) ? 'taken-apart' : null
}

export interface Inspected {
  readonly cleaning: Exclude<Cleaning, 'kept-as-it-was'>
  /** What is to be sent: without what was found, where it could be removed. */
  readonly source: FileSource
  readonly findings: readonly Finding[]
}

/**
 * Looks what a file tells of whoever made it, and takes it out where the kind of file allows. The original is not touched.
 * @throws what `source.read` throws
 */
export async function inspect(source: FileSource, name: string): Promise<Inspected> {
  const { sizeBytes } = source
  const type = mediaType(await source.read(0, Math.min(sizeBytes, SNIFF_BYTES)), name)
  if (PLAIN.has(type)) return { cleaning: 'nothing-found', source, findings: [] }
  const streamed = Object.hasOwn(STREAMED, type) ? STREAMED[type] : undefined
  const clean = Object.hasOwn(CLEANERS, type) ? CLEANERS[type] : undefined
  if (streamed !== undefined) return inspectStreamed(source, streamed)
  if (type === PDF && sizeBytes <= PDF_BYTES_MAX) return inspectWhole(source, async (bytes) => (await loadPdf()).cleanPdf(bytes, cleanJpeg))
  if (clean === undefined || sizeBytes > BYTES_MAX) return { cleaning: 'cannot-be-cleaned', source, findings: [] }
  return inspectWhole(source, clean)
}

async function inspectWhole(source: FileSource, clean: (bytes: Uint8Array<ArrayBuffer>) => Cleaned | Promise<Cleaned | null>): Promise<Inspected> {
  const { sizeBytes } = source
  try {
    const cleaned = await clean(await source.read(0, sizeBytes))
    if (cleaned === null) return { cleaning: 'cannot-be-cleaned', source, findings: [] }
    const { bytes, findings } = cleaned
    if (findings.size === 0 && bytes.length === sizeBytes) return { cleaning: 'nothing-found', source, findings: [] }
    return { cleaning: 'cleaned', source: { sizeBytes: bytes.length, read: async (from, to) => bytes.slice(from, to) }, findings: FINDINGS.filter((finding) => findings.has(finding)) }
  } catch (error) {
    if (error instanceof NotReadable) return { cleaning: 'cannot-be-cleaned', source, findings: [] }
    throw error
  }
}

async function inspectStreamed(source: FileSource, clean: (source: FileSource) => Promise<CleanedSource>): Promise<Inspected> {
  try {
    const cleaned = await clean(source)
    const findings = FINDINGS.filter((finding) => cleaned.findings.has(finding))
    return { cleaning: findings.length === 0 ? 'nothing-found' : 'cleaned', source: cleaned.source, findings }
  } catch (error) {
    if (error instanceof NotReadable) return { cleaning: 'cannot-be-cleaned', source, findings: [] }
    throw error
  }
}
