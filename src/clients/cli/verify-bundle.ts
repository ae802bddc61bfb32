import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { checkBundle, type CheckedBundle } from '#sealing/open/bundle.ts'
import { openArchive } from './bundle-archive.ts'
import { BROKEN, DONE, UsageError } from './command.ts'
import { answer, type Io } from './io.ts'
import { visibleLine } from './visible.ts'
import { whereOf } from './verify-export.ts'

/** postern verify --bundle: holds a bundle of exhibits to its signatures, offline. Reads only. @returns the exit code */
export async function verifyBundle(file: string, identityFile: string | undefined, io: Io): Promise<number> {
  if (!await stat(file).then((found) => found.isFile(), () => false)) throw new UsageError((say) => say['usage-no-bundle']({ file: visibleLine(file) }))
  const identity = identityFile === undefined ? null : await readFile(identityFile, 'utf8')
    .catch(() => { throw new UsageError((say) => say['usage-no-identity']({ file: visibleLine(identityFile) })) })
  const { broken, exhibits, entries, files, opened } = await checked(file, identity)
  if (broken === null) {
    answer(io, { whole: true, exhibits, entries, files, opened }, () => [
      io.say['verify-bundle-whole']({ count: exhibits }), io.say[opened ? 'verify-bundle-opened' : 'verify-bundle-closed'],
    ])
    return DONE
  }
  if (io.json) answer(io, { whole: false, broken }, () => [])
  else io.error(io.say['verify-broken']({ where: whereOf(broken), reason: broken.reason }))
  return BROKEN
}

async function checked(file: string, identity: string | null): Promise<CheckedBundle> {
  const archive = await openArchive(file)
  if (archive !== null) return checkBundle(archive, identity)
  return { broken: { file: basename(file), log: null, seq: null, reason: 'archive' }, exhibits: 0, entries: 0, files: 0, opened: false }
}
