import { CannotShow, show, stage, whole, type ShownFile } from '../frame.ts'
import { COPY_PIXELS_MAX, type Remark } from '../protocol.ts'
import { isMoving } from './moving.ts'
import { pictureSize } from './size.ts'

const PICTURE_BYTES_MAX = 256 * 1024 * 1024
/** Decoded, each takes four bytes. */
const PIXELS_MAX = 160_000_000
/** What every browser draws on one canvas. */
const DRAWN_PIXELS_MAX = 64_000_000

show(async (file, tell) => {
  const { picture, moves } = await decoded(file)
  const { canvas, scale } = drawnOn(picture, DRAWN_PIXELS_MAX)
  stage().replaceChildren(canvas)
  const remarks: Remark[] = [...(scale < 1 ? ['made-smaller'] as const : []), ...(moves ? ['first-picture-only'] as const : [])]
  fit(canvas, null)
  tell({ zooms: true, remarks })
  return {
    async zoom(percent) {
      fit(canvas, percent)
      tell({ zooms: true, remarks })
    },
  }
}, async (file) => ({
  pages: 1,
  async draw() { return drawnOn((await decoded(file)).picture, COPY_PIXELS_MAX, '#fff') },
}))

/** @throws CannotShow */
async function decoded(file: ShownFile): Promise<{ readonly picture: ImageBitmap; readonly moves: boolean }> {
  const bytes = await whole(file, PICTURE_BYTES_MAX)
  const said = pictureSize(bytes)
  if (said !== null && said.width * said.height > PIXELS_MAX) throw new CannotShow('too-large')
  const picture = await createImageBitmap(new Blob([bytes], { type: file.type })).catch(() => { throw new CannotShow('cannot-be-drawn') })
  return { picture, moves: isMoving(bytes) }
}

/** As large as it is, or as may be; what shines through is seen on `ground`. */
function drawnOn(picture: ImageBitmap, pixelsMax: number, ground?: string): { readonly canvas: HTMLCanvasElement; readonly scale: number } {
  const scale = Math.min(1, Math.sqrt(pixelsMax / (picture.width * picture.height)))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.floor(picture.width * scale))
  canvas.height = Math.max(1, Math.floor(picture.height * scale))
  const context = canvas.getContext('2d')
  if (context !== null && ground !== undefined) {
    context.fillStyle = ground
    context.fillRect(0, 0, canvas.width, canvas.height)
  }
  context?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  return { canvas, scale }
}

/** A pixel of the picture on a pixel of the screen is 100 %. */
function fit(canvas: HTMLCanvasElement, percent: number | null): void {
  canvas.classList.toggle('fits', percent === null)
  canvas.style.inlineSize = percent === null ? '' : `${canvas.width * percent / 100 / devicePixelRatio}px`
}
