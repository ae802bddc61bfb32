import { Refusal } from '#base/refusal.ts'
import { held } from './held.ts'

/** Put in by build.ts: where the code that cleans PDF files is, and its hash. */
declare const PDF_CODE: { readonly url: string; readonly integrity: string }

let loading: Promise<typeof import('#clients/cleaning/pdf.ts')> | null = null
let failures = 0

/** Stands in the place of clients/cleaning/late.ts. A failure is not kept: the next call tries anew. @throws Refusal `unreachable` */
export function loadPdf(): Promise<typeof import('#clients/cleaning/pdf.ts')> {
  loading ??= held({ ...PDF_CODE, failures }).then(async (address) => await import(/* @vite-ignore */ address) as typeof import('#clients/cleaning/pdf.ts')).catch(() => {
    failures += 1
    loading = null
    throw new Refusal('unreachable')
  })
  return loading
}
