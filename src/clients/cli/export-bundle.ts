import { rm, stat, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { writeArchive } from './bundle-archive.ts'
import { openForBundle, writeBundle } from './bundle-files.ts'
import { DONE, UsageError } from './command.ts'
import { exhibitNumber } from './desk-custody.ts'
import { answer, tellProgress, type Io } from './io.ts'
import { logInAsMember, type MemberGiven } from './member-login.ts'
import { reportId } from './report-id.ts'
import { visibleLine } from './visible.ts'

export const BUNDLE_OPTIONS = {
  'bundle': { type: 'text', value: 'FILE', help: 'option-bundle' },
  'exhibit': { type: 'text', value: 'N', many: true, help: 'option-bundle-exhibit' },
  'broken-too': { type: 'flag', help: 'option-broken-too' },
  'without-opinions': { type: 'flag', help: 'option-without-opinions' },
} as const

interface Given extends MemberGiven {
  readonly 'report': string
  readonly 'bundle': string
  readonly 'exhibit': readonly string[]
  readonly 'broken-too': boolean
  readonly 'without-opinions': boolean
}

/** Writes the exhibits of a report and who had each when to one file, and the key to another. @returns the exit code */
export async function exportBundle(given: Given, io: Io): Promise<number> {
  const out = resolve(given.bundle)
  const identity = `${out}.identity.txt`
  const exhibits = given.exhibit.map(exhibitNumber)
  for (const path of [out, identity]) await refuseThere(path)
  const { session } = await logInAsMember(given, io)
  const order = { id: await reportId(session, given.report), exhibits, brokenToo: given['broken-too'], withoutOpinions: given['without-opinions'], onFile: (name: string) => tellProgress(io, io.say['export-file']({ name })) }
  const opened = await openForBundle(session, order)
  const { manifest, identityText } = await writeArchive(out, (archive) => writeBundle(opened, order, archive))
  await writeFile(identity, identityText, { mode: 0o600, flag: 'wx' }).catch(async (error: unknown) => {
    // Nobody could open it any more.
    await rm(out, { force: true })
    throw error
  })
  const isWhole = manifest.exhibits.every((each) => each.isWhole)
  const appraisals = (manifest.appraisals ?? []).map(({ id, exhibits: about, entries }) => ({ id, exhibits: about, keptBack: entries[0]?.body === null }))
  const { report, desk, recipient } = manifest
  const told = { out, identity, report, desk, exhibits: manifest.exhibits, entries: manifest.entries.length, files: manifest.files.length, recipient, whole: isWhole, appraisals }
  answer(io, told, () => [
    io.say['bundle-done']({ count: manifest.exhibits.length, out: visibleLine(out) }), io.say['bundle-identity']({ identity: visibleLine(identity) }),
    ...appraisalLines(appraisals, io), ...(isWhole ? [] : [io.say['bundle-broken']]), io.say['bundle-verify'], `    postern verify --bundle ${visibleLine(given.bundle)} --identity ${visibleLine(given.bundle)}.identity.txt`,
  ])
  return DONE
}

/** Whoever sends it must know which words of experts go, and which stay. */
function appraisalLines(appraisals: readonly { readonly keptBack: boolean }[], { say }: Pick<Io, 'say'>): string[] {
  const stay = appraisals.filter(({ keptBack }) => keptBack).length
  return [...(appraisals.length > stay ? [say['bundle-appraisals']({ count: appraisals.length - stay })] : []), ...(stay > 0 ? [say['bundle-appraisals-stay']({ count: stay })] : [])]
}

async function refuseThere(path: string): Promise<void> {
  if (await stat(path).then(() => true, () => false)) throw new UsageError((say) => say['usage-out-there']({ out: visibleLine(path) }))
}
