import { LIMITS } from './limits.ts'

/** Controls, marks that turn text around or that nobody sees, and what some file system takes for its own. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Surrogate}\\/:*?"<>|]/gu
const TAIL_CHARACTERS = 20

/**
 * A file's name as it may be shown and written: its last part, on one line, with `_` in the place of what could lead elsewhere, turn text
 * around or not be seen. A long one keeps its beginning and its ending. Never empty, and never only points.
 */
export function fileName(name: string): string {
  const last = name.toWellFormed().normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const safe = last.replace(UNSAFE, '_').trim().replace(/^\.+/, '_')
  if (safe === '') return '_'
  if (safe.length <= LIMITS.nameCharactersMax) return safe
  return `${safe.slice(0, LIMITS.nameCharactersMax - TAIL_CHARACTERS - 1)}…${safe.slice(-TAIL_CHARACTERS)}`.toWellFormed()
}
