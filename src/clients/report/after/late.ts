import { Refusal } from '#base/refusal.ts'
import { preload } from '../page/preload.ts'

interface Code { readonly url: string; readonly integrity: string }

/** Put in by build.ts: where the code that cleans PDF files is, and what records a voice, each with its hash. */
declare const PDF_CODE: Code
declare const VOICE_CODE: Code

/** Stands in the place of clients/cleaning/late.ts. A failure is not kept: the next call tries anew. @throws Refusal `unreachable` */
export const loadPdf = late<typeof import('#clients/cleaning/pdf.ts')>(() => PDF_CODE)
/** @throws Refusal `unreachable` */
export const loadVoice = late<typeof import('../voice/panel.ts')>(() => VOICE_CODE)

function late<T>(code: () => Code): () => Promise<T> {
  let loading: Promise<T> | null = null
  let failures = 0
  return () => {
    const { url, integrity } = code()
    // A browser may remember that an address failed, so a second attempt has another one.
    loading ??= load<T>(url + (failures === 0 ? '' : `?${failures + 1}`), integrity).catch(() => {
      failures += 1
      loading = null
      throw new Refusal('unreachable')
    })
    return loading
  }
}

async function load<T>(address: string, integrity: string): Promise<T> {
  await preload(address, integrity)
  return await import(/* @vite-ignore */ new URL(address, location.origin).href) as T
}
