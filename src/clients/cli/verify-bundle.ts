import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { utf8 } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import type { OpenedCustody } from '#sealing/open/bundle-exhibits.ts'
import { APPRAISALS_FILE, CUSTODY_FILE } from '#sealing/open/bundle-manifest.ts'
import { brokenAt, checkBundle, type CheckedBundle } from '#sealing/open/bundle.ts'
import { appraisalsLines, toldJson } from './appraisal-lines.ts'
import { isAppraisalsPage } from './appraisals-page.ts'
import { openArchive } from './bundle-archive.ts'
import { bundleReadme } from './bundle-readme.ts'
import { BROKEN, DONE, UsageError } from './command.ts'
import { isCustodyPage } from './custody-page.ts'
import { exhibitLines, memberShown } from './exhibit-view.ts'
import { answer, type Io } from './io.ts'
import { whereOf } from './verify-export.ts'
import { visibleLine } from './visible.ts'

/** postern verify --bundle: holds a bundle of exhibits to its signatures, offline, and tells the custody that these prove. Reads only. @returns the exit code */
export async function verifyBundle(file: string, identityFile: string | undefined, io: Io): Promise<number> {
  if (!await stat(file).then((found) => found.isFile(), () => false)) throw new UsageError((say) => say['usage-no-bundle']({ file: visibleLine(file) }))
  const identity = identityFile === undefined ? null : await identityText(identityFile)
  const { broken, exhibits, entries, files, opened, custody, appraisals, readme } = await checked(file, identity)
  const proved = custody === null ? {} : { custody: custody.exhibits, membersByAuthor: custody.members }
  if (broken !== null) {
    if (custody !== null || io.json) answer(io, { whole: false, broken, ...proved }, () => custodyLines(custody, io))
    if (!io.json) io.error(io.say['verify-broken']({ where: whereOf(broken), reason: broken.reason }))
    return BROKEN
  }
  // Another version's page may be as honest: which one wrote it, nothing says.
  const readmeIsOurs = readme !== null && Buffer.compare(readme, utf8(bundleReadme())) === 0
  answer(io, { whole: true, exhibits, entries, files, opened, readmeIsOurs, ...proved, appraisals: appraisals.map(toldJson) }, () => [
    io.say['verify-bundle-whole']({ count: exhibits }), io.say[opened ? 'verify-bundle-opened' : 'verify-bundle-closed'],
    ...(readmeIsOurs ? [] : [io.say['verify-bundle-readme']]), ...(custody === null ? [] : ['', ...custodyLines(custody, io)]),
    ...appraisalsLines(appraisals, custody?.members ?? null, io),
  ])
  return DONE
}

/** @throws UsageError */
async function identityText(file: string): Promise<string> {
  const isSmall = await stat(file).then(({ size }) => size <= LIMITS.exportFileBytesMax, () => false)
  const text = isSmall ? await readFile(file, 'utf8').catch(() => null) : null
  if (text === null) throw new UsageError((say) => say['usage-no-identity']({ file: visibleLine(file) }))
  return text
}

async function checked(file: string, identity: string | null): Promise<CheckedBundle> {
  const archive = await openArchive(file)
  if (archive === null) return brokenAt({ file: basename(file), log: null, seq: null, reason: 'archive' })
  const found = await checkBundle(archive, identity)
  const { broken, custody } = found
  if (broken !== null || custody === null) return found
  if (!isCustodyPage(custody.page, custody)) return { ...brokenAt({ file: CUSTODY_FILE, log: null, seq: null, reason: 'custody-page' }), custody }
  const { appraisals, appraisalsPage } = found
  if (appraisalsPage === null || isAppraisalsPage(appraisalsPage, { appraisals, members: custody.members })) return found
  return { ...brokenAt({ file: APPRAISALS_FILE, log: null, seq: null, reason: 'appraisals-page' }), custody }
}

/** What the signed entries say, whatever the page in the archive does; and what is nobody's word but the author's. */
function custodyLines(custody: OpenedCustody | null, { say, language }: Io): string[] {
  if (custody === null) return []
  const { exhibits, members } = custody
  return [
    say['verify-bundle-custody'], '', ...exhibits.flatMap((exhibit) => exhibitLines(exhibit, { say, language, members, keys: true, bundled: true })),
    say['verify-bundle-members'], ...Object.keys(members).map((key) => `  ${memberShown(key, { say, members, keys: true })}`), '',
    say['bundle-names'],
  ]
}
