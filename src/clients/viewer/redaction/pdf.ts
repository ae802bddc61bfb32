import { utf8, type Bytes } from '#base/bytes.ts'
import type { PackedRows } from './png.ts'

export type PageImage =
  | { readonly kind: 'rows'; readonly rows: PackedRows }
  | { readonly kind: 'jpeg'; readonly width: number; readonly height: number; readonly data: Bytes }

/** The largest side of a page, in points. @see PDF 32000-1:2008, annex C.2 */
const SIDE_MAX = 14_400

/**
 * Writes a document of pictures: a page is one image on it, and there is nothing else in the file: no words, no fonts, no information on itself.
 * Every page is written as it comes and held no longer.
 */
export class PictureDocument {
  readonly #write: (bytes: Bytes) => Promise<void>
  /** Where each object begins, by its number from 1. */
  readonly #places: number[] = []
  readonly #pages: number[] = []
  #at = 0

  constructor(write: (bytes: Bytes) => Promise<void>) {
    this.#write = write
  }

  /** @param size - of the page in points. */
  async page(image: PageImage, size: { readonly width: number; readonly height: number }): Promise<void> {
    if (this.#at === 0) await this.#put('%PDF-1.5\n%\xe2\xe3\xcf\xd3\n')
    const [width, height] = [points(size.width), points(size.height)]
    // The first two are kept for what is known at the end.
    const first = Math.max(3, this.#places.length)
    await this.#object(first, imageHead(image), image.kind === 'rows' ? image.rows.data : image.data)
    await this.#object(first + 1, '<<', utf8(`q ${width} 0 0 ${height} 0 0 cm /I Do Q`))
    await this.#object(first + 2, `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Resources<</XObject<</I ${first} 0 R>>>>/Contents ${first + 1} 0 R>>`)
    this.#pages.push(first + 2)
  }

  async end(): Promise<void> {
    await this.#object(1, '<</Type/Catalog/Pages 2 0 R>>')
    await this.#object(2, `<</Type/Pages/Count ${this.#pages.length}/Kids[${this.#pages.map((page) => `${page} 0 R`).join(' ')}]>>`)
    const table = this.#at
    const rows = Array.from({ length: this.#places.length - 1 }, (_, index) => `${String(this.#places[index + 1] ?? 0).padStart(10, '0')} 00000 n \n`)
    await this.#put(`xref\n0 ${this.#places.length}\n0000000000 65535 f \n${rows.join('')}trailer\n<</Size ${this.#places.length}/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`)
  }

  /** @param head - a dictionary; left open where a stream follows. */
  async #object(number: number, head: string, stream?: Bytes): Promise<void> {
    this.#places[number] = this.#at
    if (stream === undefined) return this.#put(`${number} 0 obj\n${head}\nendobj\n`)
    await this.#put(`${number} 0 obj\n${head}/Length ${stream.length}>>\nstream\n`)
    await this.#bytes(stream)
    await this.#put('\nendstream\nendobj\n')
  }

  async #put(latin: string): Promise<void> {
    await this.#bytes(Uint8Array.from(latin, (letter) => letter.charCodeAt(0)))
  }

  async #bytes(bytes: Bytes): Promise<void> {
    this.#at += bytes.length
    await this.#write(bytes)
  }
}

function imageHead(image: PageImage): string {
  const { width, height } = image.kind === 'rows' ? image.rows : image
  const shape = `<</Type/XObject/Subtype/Image/Width ${width}/Height ${height}/BitsPerComponent 8`
  if (image.kind === 'jpeg') return `${shape}/ColorSpace/DeviceRGB/Filter/DCTDecode`
  const { colours } = image.rows
  return `${shape}/ColorSpace/${colours === 1 ? 'DeviceGray' : 'DeviceRGB'}/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors ${colours}/BitsPerComponent 8/Columns ${width}>>`
}

/** To a hundredth, without an exponent, as the format wants it. */
function points(length: number): number {
  return Math.round(Math.min(SIDE_MAX, Math.max(1, length)) * 100) / 100
}
