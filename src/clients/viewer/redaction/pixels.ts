import type { Place } from './boxes.ts'

/** A page as pixels: red, green, blue and opacity of each, row by row. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly bytes: Uint8ClampedArray<ArrayBuffer>
}

/** A rectangle of whole pixels. */
export interface Area {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/**
 * [Note: The edge of a block] A photo is kept in blocks of eight pixels, of sixteen where colours are halved: what was covered has left waves as
 * far as its block's edge. So a box on a JPEG is grown to whole blocks.
 */
export const JPEG_BLOCK = 16

/** The whole pixels that a box touches, grown to whole blocks. */
export function areaOf({ x, y, width, height }: Place, page: Pick<Pixels, 'width' | 'height'>, block = 1): Area {
  const down = (value: number): number => Math.floor(value / block) * block
  const up = (value: number): number => Math.ceil(value / block) * block
  return {
    left: down(Math.max(0, Math.floor(x * page.width))), top: down(Math.max(0, Math.floor(y * page.height))),
    right: Math.min(page.width, up(Math.ceil((x + width) * page.width))), bottom: Math.min(page.height, up(Math.ceil((y + height) * page.height))),
  }
}

/** Makes every pixel of these areas black, in place, and all of the page opaque: nothing of what was there is left in `bytes`. */
export function burn({ width, bytes }: Pixels, areas: readonly Area[]): void {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  const black = new Uint32Array(Uint8Array.of(0, 0, 0, 255).buffer)[0] ?? 0
  for (const { left, top, right, bottom } of areas) for (let row = top; row < bottom; row++) words.fill(black, row * width + left, row * width + right)
  for (let at = 3; at < bytes.length; at += 4) bytes[at] = 255
}

export function isGray({ bytes }: Pixels): boolean {
  for (let at = 0; at < bytes.length; at += 4) if (bytes[at] !== bytes[at + 1] || bytes[at] !== bytes[at + 2]) return false
  return true
}
