import { UNKNOWN_TYPE } from '#clients/transport/media-type.ts'
import { SOUND_BYTES_MAX, type View } from '#clients/viewer/protocol.ts'

const PICTURES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif']
/** Kinds that no page takes apart: old office files and two kinds of archive. */
const UNSEEN = ['application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint', 'application/vnd.ms-outlook', 'application/vnd.rar', 'application/x-7z-compressed']

/** @returns null for a kind that cannot be shown; an unknown kind is tried as text. */
export function viewOf(type: string, sizeBytes = 0): View | null {
  const [family] = type.split('/')
  if (family === 'image') return PICTURES.includes(type) ? 'picture' : null
  if (family === 'audio') return sizeBytes > SOUND_BYTES_MAX ? 'film' : 'sound'
  if (family === 'video') return 'film'
  if (type === 'application/pdf') return 'pages'
  return UNSEEN.includes(type) ? null : 'words'
}

/** In which page parts of a file are covered; null for a kind of which no copy is made here. An unknown kind is tried as text. */
export function redactionOf(type: string): Extract<View, 'redact-pixels' | 'redact-words'> | null {
  const view = viewOf(type)
  if (view === 'picture' || view === 'pages') return 'redact-pixels'
  return type === 'text/plain' || type === 'text/csv' || type === UNKNOWN_TYPE ? 'redact-words' : null
}
