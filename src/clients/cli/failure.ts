import { Refusal } from '#base/refusal.ts'
import { problemOf } from '#wire/problem.ts'
import { DEFECT, REFUSED, USAGE, UsageError } from './command.ts'
import type { Io } from './io.ts'
import { visibleJson, visibleLine } from './visible.ts'

/** Tells on stderr why a command came to nothing. @returns the exit code that says so to a script. */
export function tellFailure(error: unknown, io: Io): number {
  if (error instanceof UsageError) return tellLine(io, { code: 'usage', line: visibleLine(error.tell(io.say)), exit: USAGE })
  if (error instanceof Refusal) {
    if (!io.json) io.error(io.refusals[error.code])
    io.error(visibleJson(problemOf(error)))
    return REFUSED
  }
  const file = fileTrouble(error)
  if (file !== null) return tellLine(io, { code: 'file', line: io.say['file-trouble'](file), exit: USAGE })
  const message = error instanceof Error ? error.message : String(error)
  const exit = tellLine(io, { code: 'defect', line: io.say['defect']({ message: visibleLine(message) }), exit: DEFECT })
  if (debugging(io) && error instanceof Error) io.error(error.stack ?? '')
  return exit
}

function tellLine(io: Io, { code, line, exit }: { readonly code: string; readonly line: string; readonly exit: number }): number {
  io.error(io.json ? visibleJson({ error: code, message: line }) : line)
  return exit
}

/** A file that is not there, or that may not be read or written, is the caller's to mend. */
const FILE_TROUBLES = new Set(['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'EEXIST', 'EROFS', 'ENOSPC', 'ENAMETOOLONG', 'ELOOP', 'EFBIG', 'EDQUOT'])

function fileTrouble(error: unknown): { readonly path: string; readonly code: string } | null {
  if (!(error instanceof Error) || !('code' in error) || !('path' in error || 'syscall' in error)) return null
  const code = String(error.code)
  const path = 'path' in error ? String(error.path) : ''
  return FILE_TROUBLES.has(code) ? { path: visibleLine(path), code } : null
}

function debugging(io: Io): boolean {
  const flag = io.env['POSTERN_DEBUG']
  return flag !== undefined && flag !== '' && flag !== '0'
}
