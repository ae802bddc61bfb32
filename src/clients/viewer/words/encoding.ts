import type { Bytes } from '#base/bytes.ts'

/** UTF-8 first, then what Windows writes, then what Chinese offices wrote before. */
export function encodingOf(bytes: Bytes): 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  for (const encoding of ['utf-8', 'gb18030'] as const) if (reads(bytes, encoding)) return encoding
  return null
}

function reads(bytes: Bytes, encoding: string): boolean {
  if (bytes.includes(0)) return false
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
