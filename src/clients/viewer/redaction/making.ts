import type { Bytes } from '#base/bytes.ts'
import { CannotShow } from '../line.ts'
import { pixelsOf } from '../pixel-giver.ts'
import type { Box } from './boxes.ts'
import { bareJpeg } from './jpeg.ts'
import type { PageImage } from './pdf.ts'
import { areaOf, burn, JPEG_BLOCK, type Area, type Pixels } from './pixels.ts'
import { packedRows, pngOf } from './png.ts'

const JPEG_QUALITY = 0.9
const LETTER_PIXELS_MIN = 8
/** Of the box's height, what its letters may take. */
const LETTER_PART = 0.6
const LETTER_PIXELS_MAX = 40

/** Kinds that lose something when they are packed, and are packed so again. */
export function isLossy(type: string): boolean {
  return type === 'image/jpeg' || type === 'image/webp' || type === 'image/avif'
}

/** Blackens what the boxes cover, in place, and writes their labels on the black. */
export function cover(pixels: Pixels, boxes: readonly Box[], type: string): void {
  const areas = boxes.map((box) => areaOf(box, pixels, isLossy(type) ? JPEG_BLOCK : 1))
  burn(pixels, areas)
  for (const [at, { label }] of boxes.entries()) {
    const area = areas[at]
    if (label !== '' && area !== undefined) writeLabel(pixels, area, label)
  }
}

function writeLabel({ width, bytes }: Pixels, { left, top, right, bottom }: Area, label: string): void {
  const canvas = document.createElement('canvas')
  canvas.width = right - left
  canvas.height = bottom - top
  const context = canvas.getContext('2d')
  if (context === null || canvas.width === 0 || canvas.height === 0) return
  context.fillStyle = '#000'
  context.fillRect(0, 0, canvas.width, canvas.height)
  let letter = Math.min(LETTER_PIXELS_MAX, Math.floor(canvas.height * LETTER_PART))
  const font = (): string => `${letter}px system-ui, sans-serif`
  for (context.font = font(); letter > LETTER_PIXELS_MIN && context.measureText(label).width > canvas.width * 0.95; context.font = font()) letter -= 1
  if (letter < LETTER_PIXELS_MIN) return
  Object.assign(context, { fillStyle: '#fff', textAlign: 'center', textBaseline: 'middle' })
  context.fillText(label, canvas.width / 2, canvas.height / 2, canvas.width)
  const written = pixelsOf(canvas)
  for (let row = 0; row < canvas.height; row++) bytes.set(written.subarray(row * canvas.width * 4, (row + 1) * canvas.width * 4), ((top + row) * width + left) * 4)
}

/** A picture anew from its pixels: the kind that suits what it was, and nothing in it but what draws. */
export async function picture(pixels: Pixels, type: string): Promise<{ readonly bytes: Bytes; readonly type: 'image/png' | 'image/jpeg' }> {
  if (isLossy(type)) return { bytes: await jpeg(pixels), type: 'image/jpeg' }
  return { bytes: pngOf(await packedRows(pixels)), type: 'image/png' }
}

/** A page of a document: as it is where it packs well, else as a photo, whichever is less. */
export async function pageImage(pixels: Pixels): Promise<PageImage> {
  const { width, height } = pixels
  const rows = await packedRows(pixels)
  if (rows.data.length <= width * height / 8) return { kind: 'rows', rows }
  const data = await jpeg(pixels)
  return data.length < rows.data.length ? { kind: 'jpeg', width, height, data } : { kind: 'rows', rows }
}

async function jpeg({ width, height, bytes }: Pixels): Promise<Bytes> {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  canvas.getContext('2d')?.putImageData(new ImageData(bytes, width, height), 0, 0)
  const blob = await new Promise<Blob | null>((resolve) => { canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY) })
  canvas.width = canvas.height = 0
  if (blob === null) throw new CannotShow('too-large')
  return bareJpeg(new Uint8Array(await blob.arrayBuffer()))
}
