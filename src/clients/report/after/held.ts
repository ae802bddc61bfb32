import { Refusal } from '#base/refusal.ts'
import { preload } from '../page/preload.ts'

export interface Code { readonly url: string; readonly integrity: string }

/**
 * [Note: A worker's hash] No browser holds a worker, or what a worker imports, to a hash. So the code is fetched under its hash first, and only
 * if that came whole is its address given: a file that was exchanged, cut off or mixed up on its way is not run. A server that answers two
 * requests for one address differently is not stopped by it; it could as well send another page.
 *
 * @returns the address to import or to start. @throws where it did not come, or is another
 */
async function held({ url, integrity }: Code, failures: number): Promise<string> {
  // A browser may remember that an address failed, so a second attempt has another one.
  const address = new URL(url + (failures === 0 ? '' : `?${failures + 1}`), location.origin).href
  if ('document' in globalThis) await preload(address, integrity)
  else await fetchHeld(address, integrity)
  return address
}

/** Code that comes when it is first asked for. A failure is not kept: the next call tries anew. The function that it gives throws Refusal `unreachable`. */
export function late<T>(code: () => Code): () => Promise<T> {
  let loading: Promise<T> | null = null
  let failures = 0
  return () => {
    loading ??= held(code(), failures).then(async (address) => await import(/* @vite-ignore */ address) as T).catch(() => {
      failures += 1
      loading = null
      throw new Refusal('unreachable')
    })
    return loading
  }
}

export async function fetchHeld(address: string, integrity: string): Promise<void> {
  const response = await fetch(address, { integrity, cache: 'no-store', referrerPolicy: 'no-referrer' })
  if (!response.ok) throw new Error('not there')
  await response.arrayBuffer()
}
