import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { utf8, type Bytes } from '#base/bytes.ts'
import { fetchPages, signAudit } from '#clients/member/audit-pages.ts'
import { auditReadme } from './audit-readme.ts'
import { command, DONE, UsageError } from './command.ts'
import { answer, tellProgress } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { readIn } from './read-folder.ts'
import { visibleLine } from './visible.ts'

const VERIFY_FILE = join(fileURLToPath(new URL('.', import.meta.url)), '../../../build/verify/verify.mjs')
const PROGRESS_EVERY_MS = 3000

/**
 * postern desk audit: everything about an office that needs no key, for an auditor: signed headers of all logs, the office log, the audit
 * log and the journal. Goes on where it was broken off. Needs an auditor's passphrase.
 */
export const deskAudit = command({
  name: 'desk audit',
  summary: 'summary-desk-audit',
  note: 'note-desk-audit',
  options: { ...MEMBER_OPTIONS, out: { type: 'text', value: 'DIR', required: true, help: 'option-out-audit' } },
  async run(given, io) {
    const out = resolve(given.out)
    const read = readIn(out)
    if (await read('manifest.json') !== null) throw new UsageError((say) => say['usage-out-full']({ out }))
    const { session } = await logInAsMember(given, io)
    await mkdir(out, { recursive: true, mode: 0o700 })
    let toldMs = performance.now()
    const pages = await fetchPages(session, { read, write: (name, bytes) => put(out, name, bytes) }, (count) => {
      if (performance.now() - toldMs < PROGRESS_EVERY_MS) return
      toldMs = performance.now()
      tellProgress(io, io.say['audit-progress']({ count }))
    })
    await put(out, 'verify.mjs', await readFile(VERIFY_FILE))
    await put(out, 'README.txt', utf8(auditReadme()))
    const manifest = await signAudit(session, { read, write: (name, bytes) => put(out, name, bytes) }, [...pages, 'verify.mjs', 'README.txt'])
    answer(io, { out, office: session.id, day: manifest.day, files: manifest.files.length }, () => [
      io.say['audit-done']({ out: visibleLine(out) }), `    node ${visibleLine(join(out, 'verify.mjs'))}`,
    ])
    return DONE
  },
})

/** Whole or not at all: a page that was half written when the power went would be taken for a page. */
async function put(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const path = join(folder, name)
  await writeFile(`${path}.part`, bytes as Bytes, { mode: 0o600, flush: true })
  await rename(`${path}.part`, path)
}
