import { fromUtf8 } from '#base/bytes.ts'

/** Bytes that are enough to know a file by. */
export const SNIFF_BYTES = 4096
export const UNKNOWN_TYPE = 'application/octet-stream'

/** [media type, where its mark stands, the mark in Latin-1]. @see WHATWG MIME Sniffing, section 6 */
const MARKS: readonly (readonly [string, number, string])[] = [
  ['image/jpeg', 0, '\xff\xd8\xff'], ['image/png', 0, '\x89PNG\r\n\x1a\n'], ['image/gif', 0, 'GIF87a'], ['image/gif', 0, 'GIF89a'], ['image/webp', 8, 'WEBP'],
  ['image/tiff', 0, 'II*\0'], ['image/tiff', 0, 'MM\0*'], ['image/heic', 4, 'ftypheic'], ['image/heic', 4, 'ftypheix'], ['image/heic', 4, 'ftypmif1'], ['image/avif', 4, 'ftypavif'],
  ['application/pdf', 0, '%PDF-'], ['audio/wav', 8, 'WAVE'], ['video/x-msvideo', 8, 'AVI '], ['video/quicktime', 4, 'ftypqt'], ['audio/mp4', 4, 'ftypM4A'], ['video/mp4', 4, 'ftyp'],
  ['video/webm', 0, '\x1a\x45\xdf\xa3'], ['audio/ogg', 0, 'OggS'], ['audio/flac', 0, 'fLaC'], ['audio/mpeg', 0, 'ID3'], ['audio/mpeg', 0, '\xff\xfb'], ['audio/mpeg', 0, '\xff\xf3'],
  ['audio/amr', 0, '#!AMR'], ['application/x-7z-compressed', 0, '7z\xbc\xaf\x27\x1c'], ['application/vnd.rar', 0, 'Rar!\x1a\x07'], ['application/gzip', 0, '\x1f\x8b'],
  ['application/msword', 0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'], ['application/zip', 0, 'PK\x03\x04'],
]

/** What a file that is an archive inside, or text, is besides: by its name's ending, which is all that tells them apart cheaply. */
const INSIDE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'application/zip': {
    docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation', odt: 'application/vnd.oasis.opendocument.text',
    ods: 'application/vnd.oasis.opendocument.spreadsheet', odp: 'application/vnd.oasis.opendocument.presentation',
  },
  'application/msword': { xls: 'application/vnd.ms-excel', ppt: 'application/vnd.ms-powerpoint', msg: 'application/vnd.ms-outlook' },
  'text/plain': { csv: 'text/csv', eml: 'message/rfc822' },
}

/**
 * The media type that a file's own first bytes say it is; its name is asked only among kinds that begin alike. A page or a program stays
 * `text/plain` or unknown: nothing here is ever run by its type.
 */
export function mediaType(first: Uint8Array, name: string): string {
  const latin = String.fromCharCode(...first.subarray(0, 64))
  const marked = MARKS.find(([, at, mark]) => latin.startsWith(mark, at))?.[0]
  const type = marked ?? (isText(first) ? 'text/plain' : UNKNOWN_TYPE)
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  const inside = INSIDE[type] ?? {}
  return (Object.hasOwn(inside, ending) ? inside[ending] : undefined) ?? type
}

/** UTF-8 without controls; a character that the piece cuts in two at its end does not count. */
function isText(first: Uint8Array): boolean {
  if (first.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127)) return false
  for (let cut = 0; cut < 4; cut++) {
    try {
      fromUtf8(first.subarray(0, first.length - cut))
      return true
    } catch { /* one byte less */ }
  }
  return false
}
