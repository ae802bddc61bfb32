import { createWriteStream } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { IDENTITY_FILE, MANIFEST_FILE } from '#sealing/open/export-manifest.ts'
import { command, DONE, UsageError } from './command.ts'
import { BUNDLE_OPTIONS, exportBundle } from './export-bundle.ts'
import { REPORT_WORD } from './desk-deed.ts'
import { exportFiles } from './export-files.ts'
import { answer, tellProgress } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { reportId } from './report-id.ts'
import { visibleLine } from './visible.ts'

/**
 * postern desk export: one report and its desk log as age files under a key made for this export, with everything that proves
 * them; or its exhibits alone, for somebody outside. Needs a member's passphrase.
 */
export const deskExport = command({
  name: 'desk export',
  summary: 'summary-desk-export',
  words: REPORT_WORD,
  note: 'note-desk-export',
  options: { ...MEMBER_OPTIONS, out: { type: 'text', value: 'DIR', help: 'option-out' }, ...BUNDLE_OPTIONS },
  async run(given, io, [typed = '']) {
    if ((given.out === undefined) === (given.bundle === undefined)) throw new UsageError((say) => say['usage-export-one'])
    if (given.bundle !== undefined) return exportBundle({ ...given, bundle: given.bundle, report: typed }, io)
    if (given.exhibit.length > 0 || given['broken-too'] || given['without-opinions']) throw new UsageError((say) => say['usage-export-bundle'])
    const out = resolve(given.out ?? '')
    await refuseFull(out)
    const { session } = await logInAsMember(given, io)
    const id = await reportId(session, typed)
    await mkdir(out, { recursive: true, mode: 0o700 })
    const { manifest, files, attached } = await exportFiles(session, id, async (name, pieces) => {
      tellProgress(io, io.say['export-file']({ name }))
      await pipeline(Readable.from(pieces), createWriteStream(join(out, name), { mode: 0o600, flags: 'wx' }))
    })
    // The manifest comes last: a folder without one is no export.
    for (const [name, bytes] of files) await writeFile(join(out, name), bytes, { mode: 0o600, flag: 'wx' })
    const { report, desk, recipient } = manifest
    const count = [...manifest.entries.filter(({ log }) => log !== 'office'), ...(manifest.appraisals ?? []).flatMap((each) => each.entries)].length
    answer(io, { out, report, desk, entries: count, files: files.size + attached, attachments: attached, recipient, identity: IDENTITY_FILE, manifest: MANIFEST_FILE, appraisals: manifest.appraisals?.length ?? 0 }, () => [
      io.say['export-done']({ count, out: visibleLine(out) }), io.say['export-open'], `    age -d -i ${IDENTITY_FILE} ${manifest.entries[0]?.body ?? ''}`,
      io.say['export-identity'], ...(attached === 0 ? [] : [io.say['export-attached']({ count: attached })]),
    ])
    return DONE
  },
})

/** @throws UsageError if something is there already */
async function refuseFull(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
  if (names.length > 0) throw new UsageError((say) => say['usage-out-full']({ out: folder }))
}
