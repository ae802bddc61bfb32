import { Refusal } from '#base/refusal.ts'
import { preload } from '../page/preload.ts'

/** Put in by build.ts: where the code that cleans PDF files is, and its hash. */
declare const PDF_CODE: { readonly url: string; readonly integrity: string }

let loading: Promise<typeof import('#clients/cleaning/pdf.ts')> | null = null
let failures = 0

/** Stands in the place of clients/cleaning/late.ts. A failure is not kept: the next call tries anew. @throws Refusal `unreachable` */
export function loadPdf(): Promise<typeof import('#clients/cleaning/pdf.ts')> {
  // A browser may remember that an address failed, so a second attempt has another one.
  loading ??= load(PDF_CODE.url + (failures === 0 ? '' : `?${failures + 1}`)).catch(() => {
    failures += 1
    loading = null
    throw new Refusal('unreachable')
  })
  return loading
}

async function load(address: string): Promise<typeof import('#clients/cleaning/pdf.ts')> {
  await preload(address, PDF_CODE.integrity)
  return await import(/* @vite-ignore */ new URL(address, location.origin).href) as typeof import('#clients/cleaning/pdf.ts')
}
