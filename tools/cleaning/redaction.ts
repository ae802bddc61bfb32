// Copies with parts covered, as the viewer's page writes them, from pixels that poppler and ffmpeg give: what qpdf, poppler and exiftool find in them.
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bytes } from '#base/bytes.ts'
import { PictureDocument } from '#clients/viewer/redaction/pdf.ts'
import { areaOf, burn, type Pixels } from '#clients/viewer/redaction/pixels.ts'
import { joined, packedRows, pngOf } from '#clients/viewer/redaction/png.ts'
import { tellings } from './oracles.ts'
import { run } from './run.ts'

const DOTS = 100
/** The upper half: in every document here all that is written stands in it. */
const COVERED = { x: 0, y: 0, width: 1, height: 0.5 }

/** @returns what is wrong; nothing if nothing is */
export async function checkRedactedDocument(folder: string, name: string): Promise<string[]> {
  const words = wordsOf(folder, name)
  if (words === '') return ['the control: no words are found in the original']
  const pages = pagesOf(folder, name)
  const parts: Uint8Array[] = []
  const copy = new PictureDocument(async (bytes) => { parts.push(bytes) })
  for (const page of pages) {
    burn(page, [areaOf(COVERED, page)])
    await copy.page({ kind: 'rows', rows: await packedRows(page) }, { width: page.width * 72 / DOTS, height: page.height * 72 / DOTS })
  }
  await copy.end()
  const redacted = `redacted-${name}`
  writeFileSync(join(folder, redacted), joined(parts))
  return [
    ...qpdfFinds(folder, redacted), ...tellings(folder, redacted), ...(wordsOf(folder, redacted) === '' ? [] : ['has words']),
    ...differs(pages, imagesIn(folder, redacted)), ...(pagesOf(folder, redacted).length === pages.length ? [] : ['has other pages']), ...unpackedFinds(folder, redacted, words),
  ]
}

/** @returns what is wrong */
export async function checkRedactedPicture(folder: string, name: string): Promise<string[]> {
  const page = pixelsOf(run('ffmpeg', ['-loglevel', 'error', '-i', name, '-frames:v', '1', '-f', 'image2pipe', '-c:v', 'ppm', '-'], { folder }))
  burn(page, [areaOf(COVERED, page)])
  const redacted = `redacted-${name}.png`
  writeFileSync(join(folder, redacted), pngOf(await packedRows(page)))
  const drawn = pixelsOf(run('ffmpeg', ['-loglevel', 'error', '-i', redacted, '-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', '-'], { folder }))
  return [...tellings(folder, redacted), ...differs([page], [drawn])]
}

function qpdfFinds(folder: string, name: string): string[] {
  const said = run('qpdf', ['--check', name], { folder, may: true }).toString()
  return /No syntax or stream encoding errors found/.test(said) ? [] : [`qpdf: ${said}`]
}

/** Nothing packed hides a word, a font or anything but pictures. */
function unpackedFinds(folder: string, name: string, words: string): string[] {
  const unpacked = run('qpdf', ['--qdf', '--object-streams=disable', name, '-'], { folder })
  const looked = [...words.split(/\s+/).filter((word) => word.length > 3), '/Font', '/Info', '/Metadata', ' Tj', ' TJ']
  return looked.filter((word) => unpacked.includes(word)).map((word) => `in its bytes: ${word}`)
}

function wordsOf(folder: string, name: string): string {
  return run('pdftotext', [name, '-'], { folder }).toString().trim()
}

function pagesOf(folder: string, name: string): readonly Pixels[] {
  const count = Number(/Pages:\s+(\d+)/.exec(run('pdfinfo', [name], { folder }).toString())?.[1])
  return Array.from({ length: count }, (_, at) => pixelsOf(run('pdftoppm', ['-r', String(DOTS), '-f', String(at + 1), '-l', String(at + 1), name], { folder })))
}

function differs(wanted: readonly Pixels[], drawn: readonly Pixels[]): string[] {
  const same = wanted.length === drawn.length && wanted.every(({ width, height, bytes }, at) => drawn[at]?.width === width && drawn[at].height === height && Buffer.compare(Buffer.from(bytes.buffer), Buffer.from(drawn[at].bytes.buffer)) === 0)
  return same ? [] : ['shows something else']
}

/** What poppler takes out of a document that is nothing but pictures. */
function imagesIn(folder: string, name: string): readonly Pixels[] {
  run('pdfimages', ['-png', name, `image-${name}`], { folder })
  const files = readdirSync(folder).filter((file) => file.startsWith(`image-${name}`)).sort()
  return files.map((file) => pixelsOf(run('ffmpeg', ['-loglevel', 'error', '-i', file, '-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', '-'], { folder })))
}

/** A portable pixmap of three bytes a pixel. @see ppm(5) of Netpbm */
function pixelsOf(ppm: Buffer): Pixels {
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(ppm.subarray(0, 64).toString('latin1'))
  if (head === null) throw new Error('no pixmap')
  const [width, height] = [Number(head[1]), Number(head[2])]
  const colours: Bytes = new Uint8Array(ppm.subarray(head[0].length))
  const bytes = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let from = 0, to = 0; to < bytes.length; from += 3, to += 4) bytes.set(colours.subarray(from, from + 3), to)
  return { width, height, bytes }
}
