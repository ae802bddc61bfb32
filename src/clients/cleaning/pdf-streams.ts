// Streams that are unpacked to be cleaned, and packed again.
import { decodePDFRawStream, PDFDict, PDFName, PDFNumber, type PDFRawStream } from '@cantoo/pdf-lib'
import { Unzlib, zlibSync } from 'fflate'
import { concat } from '#base/bytes.ts'
import { NotReadable } from './findings.ts'
import { valueOf } from './pdf-pages.ts'

/** Unpacked, of all streams of one document together. */
const UNPACKED_BYTES_MAX = 128 * 1024 ** 2
/** Kinds of packing of old programs, which the library unpacks without asking how much comes out. */
const OLD_PACKED_BYTES_MAX = 1024 ** 2
const PIECE_BYTES = 64 * 1024

export interface Unpacking {
  unpackedBytes: number
}

/** @param filters - the names of its packing, in their order. @throws NotReadable where it is broken, or more comes out than may */
export function unpack(unpacking: Unpacking, stream: PDFRawStream, filters: readonly string[]): Uint8Array<ArrayBuffer> {
  const packed = stream.contents
  if (filters.length === 0 || packed.length === 0) return count(unpacking, new Uint8Array(packed))
  if (isPredicted(stream.dict)) throw new NotReadable()
  if (filters.length === 1 && (filters[0] === 'FlateDecode' || filters[0] === 'Fl')) return inflate(unpacking, packed)
  if (packed.length > OLD_PACKED_BYTES_MAX) throw new NotReadable()
  return count(unpacking, new Uint8Array(decodePDFRawStream(stream).decode()))
}

export function packAnew(stream: PDFRawStream, bytes: Uint8Array): void {
  stream.dict.delete(PDFName.of('DecodeParms'))
  stream.dict.set(PDFName.of('Filter'), PDFName.of('FlateDecode'))
  stream.updateContents(zlibSync(bytes, { level: 6 }))
}

function count(unpacking: Unpacking, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  unpacking.unpackedBytes += bytes.length
  if (unpacking.unpackedBytes > UNPACKED_BYTES_MAX) throw new NotReadable()
  return bytes
}

/** Piece by piece: a kilobyte may become a gigabyte. */
function inflate(unpacking: Unpacking, packed: Uint8Array): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = []
  let isWhole = false
  const stream = new Unzlib((piece, isLast) => {
    pieces.push(count(unpacking, new Uint8Array(piece)))
    isWhole ||= isLast
  })
  try {
    for (let at = 0; at < packed.length && !isWhole; at += PIECE_BYTES) stream.push(packed.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= packed.length)
  } catch {
    throw new NotReadable()
  }
  if (!isWhole) throw new NotReadable()
  return concat(...pieces)
}

/** Rows as differences from those above: nobody packs words so. */
function isPredicted(dictionary: PDFDict): boolean {
  const parameters = valueOf(dictionary, 'DecodeParms')
  if (!(parameters instanceof PDFDict)) return false
  const predictor = valueOf(parameters, 'Predictor')
  return predictor instanceof PDFNumber && predictor.asNumber() > 1
}
