import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { checkExport } from '#sealing/open/export.ts'
import type { ExportBreak } from '#sealing/open/export-check.ts'
import { MANIFEST_FILE } from '#sealing/open/export-manifest.ts'
import { appraisalsLines, toldJson } from './appraisal-lines.ts'
import { BROKEN, DONE, UsageError } from './command.ts'
import { answer, type Io } from './io.ts'
import { readExportIn, streamIn } from './read-export.ts'
import { visibleLine } from './visible.ts'

/** postern verify --export: holds an export to its signatures, offline. Reads only; needs no key. @returns the exit code */
export async function verifyExport(folder: string, io: Io): Promise<number> {
  if (!await stat(join(folder, MANIFEST_FILE)).then(() => true, () => false)) throw new UsageError((say) => say['usage-no-export']({ folder: visibleLine(folder) }))
  const { broken, entries, files, opened, appraisals } = await checkExport(readExportIn(folder), streamIn(folder))
  if (broken === null) {
    answer(io, { whole: true, entries, files, opened, appraisals: appraisals.map(toldJson) }, () => [
      io.say['verify-export-whole']({ count: entries }), ...(opened ? [io.say['verify-opened']] : []), ...appraisalsLines(appraisals, null, io),
    ])
    return DONE
  }
  if (io.json) answer(io, { whole: false, broken }, () => [])
  else io.error(io.say['verify-broken']({ where: whereOf(broken), reason: broken.reason }))
  return BROKEN
}

/** The file, and the entry that it is of. The file's name may be a stranger's. */
export function whereOf({ file, log, seq }: ExportBreak): string {
  return visibleLine(log === null ? file : `${file} (${log} ${seq ?? ''})`)
}
