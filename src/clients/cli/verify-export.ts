import { checkExport } from '#sealing/open/export.ts'
import type { ExportBreak } from '#sealing/open/export-check.ts'
import { MANIFEST_FILE } from '#sealing/open/export-manifest.ts'
import { BROKEN, DONE, UsageError } from './command.ts'
import { answer, type Io } from './io.ts'
import { readIn, streamIn } from './read-folder.ts'

/** postern verify --export: holds an export to its signatures, offline. Reads only; needs no key. @returns the exit code */
export async function verifyExport(folder: string, io: Io): Promise<number> {
  const read = readIn(folder)
  if (await read(MANIFEST_FILE) === null) throw new UsageError((say) => say['usage-no-export']({ folder }))
  const { broken, entries, files, opened } = await checkExport(read, streamIn(folder))
  if (broken === null) {
    answer(io, { whole: true, entries, files, opened }, () => [io.say['verify-export-whole']({ count: entries }), ...(opened ? [io.say['verify-opened']] : [])])
    return DONE
  }
  if (io.json) answer(io, { whole: false, broken }, () => [])
  else io.error(io.say['verify-broken']({ where: whereOf(broken), reason: broken.reason }))
  return BROKEN
}

/** The file, and the entry that it is of. */
export function whereOf({ file, log, seq }: ExportBreak): string {
  return log === null ? file : `${file} (${log} ${seq ?? ''})`
}
