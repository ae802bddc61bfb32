import { Refusal } from '#base/refusal.ts'
import { preload } from '../page/preload.ts'

/** Put in by build.ts: where the code that cleans PDF files is, and its hash. */
declare const PDF_CODE: { readonly url: string; readonly integrity: string }

let attempts = 0

/** Stands in the place of clients/cleaning/late.ts. @throws Refusal `unreachable` */
export async function loadPdf(): Promise<typeof import('#clients/cleaning/pdf.ts')> {
  // A browser may remember that an address failed, so a second attempt has another one.
  const address = PDF_CODE.url + (attempts++ === 0 ? '' : `?${attempts}`)
  try {
    await preload(address, PDF_CODE.integrity)
    return await import(/* @vite-ignore */ new URL(address, location.origin).href) as typeof import('#clients/cleaning/pdf.ts')
  } catch {
    throw new Refusal('unreachable')
  }
}
