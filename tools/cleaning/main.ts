// `npm run test:cleaning`: files as the world makes them are cleaned, and outside programs asked what is left in them and whether they still show
// the same. Needs exiftool, ffmpeg, qpdf, poppler and LibreOffice, so it is no part of `npm test`, which has files that it puts together itself.
// Without them it fails and says so: nothing was checked then. The originals are the control: in each of them the same programs must find somebody.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from '#clients/cleaning/clean.ts'
import { bytesOf, makeCorpus, type Item } from './corpus.ts'
import { shown, tellings } from './oracles.ts'
import { checkRedactedDocument, checkRedactedPicture } from './redaction.ts'
import { missing } from './run.ts'

const PACKAGES = 'libimage-exiftool-perl ffmpeg qpdf poppler-utils unzip libheif-examples libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui'
const lacking = missing(['exiftool', 'ffmpeg', 'qpdf', 'pdfimages', 'pdfinfo', 'pdftotext', 'pdftoppm', 'unzip', 'soffice', 'heif-enc', 'heif-convert'])
if (lacking.length > 0) {
  console.error(`Nothing was checked: ${lacking.join(', ')} missing. On Debian: apt-get install ${PACKAGES}`)
  process.exit(1)
}

/** Documents in which words are struck out: those are gone afterwards, and so the rest is not the same. */
const CHANGED = new Set(['tracked.docx', 'tests.xlsx', 'tests.odt', 'rewritten.pdf'])

/** Of these a copy is made with its upper half covered, besides. */
const REDACTED = { pictures: ['everything.jpg', 'phone-1.jpg', 'everything.png'], documents: ['letter.pdf', 'packed.pdf', 'archival.pdf', 'telling.pdf'] }

async function check(folder: string, { name, family }: Item): Promise<string[]> {
  const bytes = bytesOf(folder, name)
  if (tellings(folder, name).length === 0) return ['the control: nobody is found in the original']
  const { cleaning, source } = await inspect({ sizeBytes: bytes.length, read: async (from, to) => bytes.slice(from, to) }, name)
  if (cleaning !== 'cleaned') return [`said to be ${cleaning}`]
  const cleaned = `cleaned-${name}`
  writeFileSync(join(folder, cleaned), await source.read(0, source.sizeBytes))
  const same = CHANGED.has(name) || shown(folder, name, family) === shown(folder, cleaned, family)
  return [...tellings(folder, cleaned), ...(same ? [] : ['shows something else'])]
}

const folder = mkdtempSync(join(tmpdir(), 'postern-cleaning-'))
let failed = 0
try {
  const corpus = makeCorpus(folder)
  for (const item of corpus) {
    const wrong = await check(folder, item)
    if (wrong.length > 0) failed += 1
    console.log(`${wrong.length === 0 ? '✔' : '✖'} ${item.family} ${item.name}${wrong.map((each) => `\n    ${each}`).join('')}`)
  }
  const copied = [...REDACTED.pictures.map((name) => [name, checkRedactedPicture] as const), ...REDACTED.documents.map((name) => [name, checkRedactedDocument] as const)]
  for (const [name, redacted] of copied) {
    const wrong = await redacted(folder, name)
    if (wrong.length > 0) failed += 1
    console.log(`${wrong.length === 0 ? '✔' : '✖'} redacted ${name}${wrong.map((each) => `\n    ${each}`).join('')}`)
  }
  console.log(`\n${corpus.length + copied.length - failed} passed, ${failed} failed, 0 skipped`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failed === 0 ? 0 : 1
