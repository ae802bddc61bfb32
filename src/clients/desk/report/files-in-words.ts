import type { Attachment } from '#domain/bodies.ts'
import type { Words } from '#words/desk/generated/words.ts'

type Kind = 'image' | 'audio' | 'video' | 'pdf' | 'document' | 'sheet' | 'slides' | 'text' | 'mail' | 'archive' | 'other'

const BY_TYPE: Readonly<Record<string, Kind>> = {
  'application/pdf': 'pdf', 'application/msword': 'document', 'application/vnd.oasis.opendocument.text': 'document',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'document', 'application/vnd.ms-excel': 'sheet', 'text/csv': 'sheet',
  'application/vnd.oasis.opendocument.spreadsheet': 'sheet', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'sheet',
  'application/vnd.ms-powerpoint': 'slides', 'application/vnd.oasis.opendocument.presentation': 'slides',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'slides', 'message/rfc822': 'mail', 'application/vnd.ms-outlook': 'mail',
  'application/zip': 'archive', 'application/gzip': 'archive', 'application/vnd.rar': 'archive', 'application/x-7z-compressed': 'archive',
}
const BY_FAMILY: Readonly<Record<string, Kind>> = { image: 'image', audio: 'audio', video: 'video', text: 'text' }

/** What kind of file it is, for a person: told by its bytes, whatever its name says. */
export function kindInWords({ type }: Pick<Attachment, 'type'>, words: Words): string {
  const kind = (Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined) ?? BY_FAMILY[type.split('/')[0] ?? ''] ?? 'other'
  return words[`file-kind-${kind}`]
}
