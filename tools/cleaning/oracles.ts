// What outside programs say of a file: what it tells of anybody, and what it shows or plays.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PLANTED, type Family } from './corpus.ts'
import { run } from './run.ts'

/** Tags of exiftool that say how a file is built. Any other, with anything in it, tells too much. */
const BUILT = new RegExp(`^(?:ExifTool|System|File|JFIF|ICC[-_].*|Composite|RIFF|GIF|ZIP):|^PNG:(?:ImageWidth|ImageHeight|BitDepth|ColorType|Compression|Filter|Interlace|Pixel.*|SRGBRendering|Gamma)$|^PNG-pHYs:|^IFD0:Orientation$|^(?:ExifIFD|IFD0):(?:ExifByteOrder|XResolution|YResolution|ResolutionUnit)$
|^PDF:(?:PDFVersion|Linearized|PageCount|TaggedPDF|Language|PageLayout|PageMode)$|^MPEG:|^Meta:(?:PrimaryItemReference|MetaImageSize)$|^(?:Matroska|QuickTime|Track\\d+|Info|EBML):(?:${[
    'EBML.*', 'DocType.*', 'TimecodeScale', 'Duration', 'Track.*', 'VideoFrameRate', 'Image.*', 'Video.*', 'Audio.*', 'Codec.*', 'MajorBrand', 'MinorVersion', 'CompatibleBrands', 'MediaData.*', 'Movie.*', 'PreferredRate', 'PreferredVolume', 'Preview.*', 'Poster.*', 'Selection.*', 'CurrentTime', 'NextTrackID',
    'Matrix.*', 'Media.*', 'HandlerType', 'HandlerClass', 'HandlerDescription', 'GraphicsMode', 'OpColor', 'CompressorID', 'SourceImage.*', 'XResolution', 'YResolution', 'BitDepth', 'PixelAspectRatio', 'Balance', 'Format', 'BufferSize', 'MaxBitrate', 'AverageBitrate', 'AvgBitrate', 'Default.*', 'Minimum.*', 'Display.*', 'SeekID', 'SeekPosition', 'GenMediaVersion', 'GenFlags', 'GenGraphicsMode', 'GenOpColor', 'GenBalance', 'ChapterListTrackID', 'TimeCode', 'TextFont', 'OtherFormat', 'CleanApertureDimensions', 'ProductionApertureDimensions', 'EncodedPixelsDimensions', 'FirstSampleTimeCode', 'Sample.*', 'ColorProfiles', 'ColorPrimaries', 'TransferCharacteristics', 'MatrixCoefficients', 'VideoFullRangeFlag', 'BitsPerPixel', 'Purchase.*',
    'TimeScale', 'Free', 'Wide', 'Unknown_(?:edts|esds|btrt|mvex|tfhd|tfdt|trun|mfra|hvcC)', 'IdependentAndDisposableSamples', 'AVCConfiguration', 'SyncSampleTable', 'CompositionTimeToSample', 'TimeToSampleTable', 'ChunkOffset', 'LayoutFlags', 'Cue.*', 'HEVC.*', 'Gen.*', 'Constraint.*', 'MinSpatialSegmentationIDC', 'Parallelism.*', 'Chroma.*', 'BitDepth.*', 'AverageFrameRate', 'ConstantFrameRate', 'NumTemporalLayers', 'TemporalIDNested', 'AV1.*', 'Seq.*', 'Tier.*', 'Color.*', 'Initial.*', 'Matroska_0x(?:0070|15b0|16aa|16bb)', 'CRC-32',
  ].join('|')})$`.replaceAll('\n', ''))
/** The empty time, in the two ways that programs spell it. */
const EMPTY = /^(?:|0000:00:00 00:00:00|1904:01:01 .*|1970:01:01 .*|1980:0[01]:0[01] .*|und|0|\(none\))$/

/** What exiftool, mat2, unzip and a plain search find in a file that somebody could be known by. */
export function tellings(folder: string, name: string): string[] {
  const found: string[] = []
  const [tags = {}] = JSON.parse(run('exiftool', ['-j', '-a', '-G1', '-ee', '-u', name], { folder, may: true }).toString()) as Readonly<Record<string, unknown>>[]
  for (const [tag, value] of Object.entries(tags)) if (tag !== 'SourceFile' && !BUILT.test(tag) && !EMPTY.test(String(value))) found.push(`exiftool ${tag}: ${String(value).slice(0, 60)}`)
  const unpacked = [readFileSync(join(folder, name)), ...insides(folder, name)]
  for (const word of PLANTED) if (unpacked.some((bytes) => bytes.includes(word) || bytes.includes(Buffer.from(word, 'utf16le')))) found.push(`in its bytes: ${word}`)
  return found
}

/** The same bytes without their packing. */
function insides(folder: string, name: string): Buffer[] {
  if (/\.(?:docx|xlsx|pptx|od[tsp])$/.test(name)) return [run('unzip', ['-p', name], { folder, may: true })]
  return name.endsWith('.pdf') ? [run('qpdf', ['--qdf', '--object-streams=disable', name, '-'], { folder, may: true })] : []
}

/** What is seen and heard, as a hash: of pixels and samples, of the words of a document, of a PDF's pages. */
export function shown(folder: string, name: string, family: Family): string {
  switch (family) {
    // A cover is drawn by a player, and tells of a sound whose it is: it goes.
    case 'picture': case 'recording': return framesOf(folder, /\.(?:heic|avif)$/.test(name) ? drawnBy(folder, name) : name)
    case 'document': return wordsOf(folder, name)
    case 'pdf': return pagesOf(folder, name)
  }
}

function framesOf(folder: string, name: string): string {
  return run('ffmpeg', ['-loglevel', 'error', '-i', name, '-map', '0:V?', '-map', '0:a?', '-f', 'framemd5', '-'], { folder }).toString().split('\n').filter((line) => !line.startsWith('#')).join('\n')
}

/** ffmpeg 5 reads neither kind. */
function drawnBy(folder: string, name: string): string {
  run('heif-convert', [name, `${name}.png`], { folder })
  return `${name}.png`
}

function wordsOf(folder: string, name: string): string {
  rmSync(join(folder, 'read'), { recursive: true, force: true })
  run('soffice', ['--headless', '--convert-to', 'pdf', '--outdir', 'read', name], { folder })
  return run('pdftotext', [join('read', name.replace(/\.[^.]+$/, '.pdf')), '-'], { folder }).toString()
}

function pagesOf(folder: string, name: string): string {
  const into = join(folder, 'drawn')
  rmSync(into, { recursive: true, force: true })
  mkdirSync(into)
  run('pdftoppm', ['-r', '60', name, join('drawn', 'page')], { folder })
  const pages = readdirSync(into).sort().map((page) => createHash('sha256').update(readFileSync(join(into, page))).digest('hex'))
  return [run('pdftotext', [name, '-'], { folder }).toString(), ...pages].join('\n')
}
