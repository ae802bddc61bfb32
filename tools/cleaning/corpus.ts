// Files as cameras, phones, recorders, office suites and PDF writers make them, each with somebody's name, place and machine in it. Made by the
// programs that make such files in the world: ffmpeg, exiftool, LibreOffice, qpdf; and those that the tests put together.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { docx, odt, STRUCK_OUT, xlsx } from '#test/support/documents.ts'
import { BEFORE, changedPdf, tellingPdf } from '#test/support/pdf-files.ts'
import { wordyPdf } from '#test/support/pdf-words.ts'
import { run } from './run.ts'

export type Family = 'picture' | 'recording' | 'document' | 'pdf'

export interface Item {
  readonly name: string
  readonly family: Family
}

/** What is put into every file, and may be in none afterwards. The tests' own makers have a name of theirs. */
export const PLANTED = ['LIN WANQING', 'Lin Wanqing', 'Mate60Pro', 'SN44170931', 'QingjiaDesk', 'hangzhou-plant-4', STRUCK_OUT, BEFORE] as const
const [, NAME, MODEL, SERIAL, PROGRAM, PLACE] = PLANTED

const EXIF = ['-Make=Huawei', `-Model=${MODEL}`, `-Artist=${NAME}`, `-Copyright=${NAME}`, `-Software=${PROGRAM}`, '-DateTimeOriginal=2026:11:25 10:05:30', '-CreateDate=2026:11:25 10:05:30', '-OffsetTimeOriginal=+08:00',
  '-GPSLatitude=30.2741', '-GPSLatitudeRef=N', '-GPSLongitude=120.1551', '-GPSLongitudeRef=E', '-GPSAltitude=12', `-SerialNumber=${SERIAL}`, `-LensModel=${MODEL}`, `-ImageDescription=${PLACE}`, `-UserComment=${PLACE}`, `-OwnerName=${NAME}`, `-HostComputer=${PROGRAM}`]
const XMP = [`-XMP:Creator=${NAME}`, `-XMP:CreatorTool=${PROGRAM}`, `-XMP:Location=${PLACE}`, `-XMP-exif:GPSLatitude=30.2741`, `-XMP:Title=${PLACE}`, `-XMP-xmpMM:DocumentID=${SERIAL}`]
const IPTC = [`-IPTC:By-line=${NAME}`, `-IPTC:City=${PLACE}`, `-IPTC:Keywords=${PLACE}`, `-IPTC:Caption-Abstract=${NAME}`]

export function makeCorpus(folder: string): readonly Item[] {
  mkdirSync(folder, { recursive: true })
  return [...pictures(folder), ...recordings(folder), ...documents(folder), ...pdfs(folder)]
}

function ffmpeg(folder: string, args: readonly string[]): void {
  run('ffmpeg', ['-loglevel', 'error', '-y', ...args], { folder })
}

function tagged(folder: string, from: string, [name, tags]: readonly [string, readonly string[]]): string {
  copyFileSync(join(folder, from), join(folder, name))
  run('exiftool', ['-q', '-overwrite_original', ...tags, name], { folder })
  return name
}

function pictures(folder: string): readonly Item[] {
  for (const [name, options] of [['plain.jpg', ['-frames:v', '1']], ['plain.png', ['-frames:v', '1']], ['plain.webp', ['-frames:v', '1']], ['plain.gif', ['-frames:v', '1']], ['moving.gif', ['-t', '1']]] as const) {
    ffmpeg(folder, ['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=4', ...options, name])
  }
  ffmpeg(folder, ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=1', '-frames:v', '1', 'small.jpg'])
  const jpegs: readonly (readonly [string, readonly string[]])[] = [
    ...Array.from({ length: 8 }, (_, at) => [`phone-${at + 1}.jpg`, [...EXIF, `-Orientation#=${at + 1}`]] as const),
    ['xmp.jpg', XMP], ['iptc.jpg', IPTC], ['comment.jpg', [`-Comment=${NAME}`]], ['thumbnail.jpg', [...EXIF, '-ThumbnailImage<=small.jpg']], ['photoshop.jpg', [...IPTC, `-Photoshop:CopyrightFlag=1`, `-Photoshop:URL=${PLACE}`]],
    ['everything.jpg', [...EXIF, ...XMP, ...IPTC, `-Comment=${NAME}`, '-ThumbnailImage<=small.jpg']],
  ]
  const others: readonly (readonly [string, string, readonly string[]])[] = [
    ['plain.png', 'text.png', [`-PNG:Author=${NAME}`, `-PNG:Software=${PROGRAM}`, `-PNG:Comment=${PLACE}`, '-PNG:CreationTime=2026:11:25 10:05:30']], ['plain.png', 'exif.png', EXIF], ['plain.png', 'xmp.png', XMP], ['plain.png', 'everything.png', [...EXIF, ...XMP, `-PNG:Title=${PLACE}`]],
    ['plain.webp', 'exif.webp', EXIF], ['plain.webp', 'xmp.webp', XMP], ['plain.webp', 'everything.webp', [...EXIF, ...XMP]],
    ['plain.heic', 'exif.heic', EXIF], ['preview.heic', 'everything.heic', [...EXIF, ...XMP]], ['plain.avif', 'everything.avif', [...EXIF, ...XMP]],
    ['plain.gif', 'comment.gif', [`-Comment=${NAME}`]], ['plain.gif', 'xmp.gif', XMP], ['moving.gif', 'moving-everything.gif', [...XMP, `-Comment=${NAME}`]],
  ]
  for (const [name, options] of [['plain.heic', []], ['preview.heic', ['--thumb', '64']], ['plain.avif', ['--avif']]] as const) run('heif-enc', [...options, 'plain.png', '-o', name], { folder })
  return [...jpegs.map((each) => tagged(folder, 'plain.jpg', each)), ...others.map(([from, name, tags]) => tagged(folder, from, [name, tags]))].map((name) => ({ name, family: 'picture' }))
}

function recordings(folder: string): readonly Item[] {
  const told = ['title', 'artist', 'album', 'comment', 'copyright', 'description', 'location', 'make', 'model', 'encoder', 'date'].flatMap((key) => ['-metadata', `${key}=${key === 'location' ? '+30.2741+120.1551/' : key === 'date' ? '2026-11-25' : NAME}`])
  const film = ['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=10', '-f', 'lavfi', '-i', 'sine=frequency=440', '-t', '2', ...told, '-metadata', 'creation_time=2026-11-25T02:05:30Z', '-metadata:s:v:0', `handler_name=${NAME}`, '-metadata:s:a:0', `title=${NAME}`]
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440', '-t', '2', ...told]
  const made: readonly (readonly [string, readonly string[]])[] = [
    ['film.mp4', [...film, '-movflags', 'use_metadata_tags']], ['faststart.mp4', [...film, '-movflags', '+faststart']], ['fragments.mp4', [...film, '-movflags', 'frag_keyframe+empty_moov']], ['phone.mov', [...film, '-movflags', 'use_metadata_tags']], ['timecode.mov', [...film, '-timecode', '10:05:30:00']],
    ['vp9.webm', [...film, '-c:v', 'libvpx-vp9', '-c:a', 'libopus']], ['hevc.mp4', [...film, '-c:v', 'libx265', '-tag:v', 'hvc1', '-x265-params', 'log-level=none']],
    ['film.webm', [...film, '-c:v', 'libvpx', '-c:a', 'libvorbis']], ['film.mkv', film], ['live.webm', [...film, '-c:v', 'libvpx', '-c:a', 'libvorbis', '-live', '1']],
    ['voice.m4a', sound], ['voice-v23.mp3', [...sound, '-id3v2_version', '3', '-write_id3v1', '1']], ['voice-v24.mp3', [...sound, '-id3v2_version', '4']], ['voice-v1.mp3', [...sound, '-write_id3v2', '0', '-write_id3v1', '1']],
  ]
  for (const [name, args] of made) ffmpeg(folder, [...args, name])
  ffmpeg(folder, ['-i', 'voice-v24.mp3', '-i', 'small.jpg', '-map', '0:a', '-map', '1:v', '-c', 'copy', '-id3v2_version', '3', '-metadata:s:v', `title=${NAME}`, 'cover.mp3'])
  const places = ['-Keys:GPSCoordinates=30.2741, 120.1551, 12', `-Keys:Make=Huawei`, `-Keys:Model=${MODEL}`, `-Keys:Author=${NAME}`]
  return [...made.map(([name]) => name), 'cover.mp3', tagged(folder, 'film.mp4', ['keys.mp4', [...places, ...XMP]]), tagged(folder, 'phone.mov', ['keys.mov', places])].map((name) => ({ name, family: 'recording' }))
}

const META = `<office:meta><meta:initial-creator>${NAME}</meta:initial-creator><dc:creator>${NAME}</dc:creator><dc:title>${PLACE}</dc:title><dc:description>${PLACE}</dc:description><meta:keyword>${PLACE}</meta:keyword><meta:printed-by>${NAME}</meta:printed-by><meta:user-defined meta:name="Machine">${PROGRAM}</meta:user-defined></office:meta>`
const REMARK = `<office:annotation><dc:creator>${NAME}</dc:creator><dc:date>2026-11-25T10:05:30</dc:date><text:p>look here</text:p></office:annotation>`
const SPACES = ['office', 'text', 'table', 'draw', 'presentation', 'meta'].map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name === 'draw' ? 'drawing' : name}:1.0"`).join(' ')

function flat(kind: 'text' | 'spreadsheet' | 'presentation', body: string): string {
  return `<?xml version="1.0"?><office:document ${SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.${kind}">${META}<office:body><office:${kind}>${body}</office:${kind}></office:body></office:document>`
}

function convert(folder: string, to: string, name: string): string {
  run('soffice', ['--headless', '--convert-to', to, '--outdir', '.', name], { folder })
  return name.replace(/\.[^.]+$/, `.${to.split(':')[0]}`)
}

function documents(folder: string): readonly Item[] {
  writeFileSync(join(folder, 'letter.fodt'), flat('text', `<text:h>检测报告是伪造的</text:h><text:p>The gas alarm ${REMARK}is off.</text:p>`))
  writeFileSync(join(folder, 'sheet.fods'), flat('spreadsheet', `<table:table table:name="1"><table:table-row><table:table-cell office:value-type="string">${REMARK}<text:p>四号厂房</text:p></table:table-cell></table:table-row></table:table>`))
  writeFileSync(join(folder, 'slides.fodp'), flat('presentation', '<draw:page draw:name="1"><draw:frame svg:width="10cm" svg:height="2cm"><draw:text-box><text:p>四号厂房</text:p></draw:text-box></draw:frame></draw:page>'))
  const made = [['odt', 'letter.fodt'], ['docx', 'letter.fodt'], ['ods', 'sheet.fods'], ['xlsx', 'sheet.fods'], ['odp', 'slides.fodp'], ['pptx', 'slides.fodp']].map(([to = '', name = '']) => convert(folder, to, name))
  for (const [name, bytes] of [['tracked.docx', docx()], ['tests.xlsx', xlsx()], ['tests.odt', odt()]] as const) writeFileSync(join(folder, name), bytes)
  return [...made, 'tracked.docx', 'tests.xlsx', 'tests.odt'].map((name) => ({ name, family: 'document' }))
}

function pdfs(folder: string): readonly Item[] {
  const letter = convert(folder, 'pdf', 'letter.fodt')
  run('soffice', ['--headless', '--convert-to', 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},"UseTaggedPDF":{"type":"boolean","value":"true"}}', '--outdir', 'archive', 'letter.fodt'], { folder })
  copyFileSync(join(folder, 'archive', 'letter.pdf'), join(folder, 'archival.pdf'))
  const [sheet, slides] = [convert(folder, 'pdf', 'sheet.fods'), convert(folder, 'pdf', 'slides.fodp')]
  run('qpdf', ['--object-streams=generate', letter, 'packed.pdf'], { folder })
  run('qpdf', ['--linearize', letter, 'linear.pdf'], { folder })
  run('qpdf', ['--object-streams=disable', '--normalize-content=y', letter, 'plain.pdf'], { folder })
  const changed = tagged(folder, letter, ['changed.pdf', [`-PDF:Author=${NAME}`, `-PDF:Keywords=${PLACE}`, ...XMP]])
  const twice = tagged(folder, changed, ['changed-twice.pdf', [`-PDF:Author=${PROGRAM}`]])
  writeFileSync(join(folder, 'telling.pdf'), tellingPdf())
  writeFileSync(join(folder, 'rewritten.pdf'), changedPdf())
  writeFileSync(join(folder, 'wordy.pdf'), wordyPdf())
  // As people read it: nothing packed, lengths behind, notes in between.
  run('qpdf', ['--qdf', changed, 'readable.pdf'], { folder })
  return [letter, 'archival.pdf', sheet, slides, 'packed.pdf', 'linear.pdf', 'plain.pdf', changed, twice, 'telling.pdf', 'rewritten.pdf', 'wordy.pdf', 'readable.pdf'].map((name) => ({ name, family: 'pdf' }))
}

export function bytesOf(folder: string, name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(folder, name)))
}
