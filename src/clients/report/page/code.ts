import type { begin, Sealing } from '../sealing.ts'
import { data } from './dom.ts'
import { HOST } from './host.ts'

/** Why this page cannot seal: each has its sentence, and each leads to a choice, never to a post. */
export class Cannot extends Error {
  readonly reason: 'insecure' | 'unsupported' | 'unloaded'
  constructor(reason: Cannot['reason']) {
    super(reason)
    this.reason = reason
  }
}

let loading: Promise<Sealing> | null = null
let loaded: Sealing | null = null
let attempts = 0

/** The sealing code. A failure is not kept: the next call tries anew. @throws Cannot */
export function sealing(): Promise<Sealing> {
  loading ??= load().catch((error: unknown) => {
    loading = null
    throw error instanceof Cannot ? error : new Cannot('unloaded')
  })
  return loading
}

/** The sealing code if it is there. */
export function sealingNow(): Sealing | null {
  return loaded
}

/** [Note: Held to its hash] `import()` takes no hash, so the browser first preloads the module under one; only then is it imported. */
async function load(): Promise<Sealing> {
  if (!isSecureContext || globalThis.crypto?.subtle === undefined) throw new Cannot('insecure')
  // A browser may remember that an address failed, so a second attempt has another one.
  const address = data('sealing') + (attempts++ === 0 ? '' : `?${attempts}`)
  await preload(address, data('integrity'))
  const code = await import(new URL(address, location.origin).href) as { readonly begin: typeof begin }
  loaded = code.begin(HOST)
  return loaded
}

function preload(address: string, integrity: string): Promise<void> {
  const link = document.createElement('link')
  if (!link.relList.supports('modulepreload')) return Promise.reject(new Cannot('unsupported'))
  return new Promise((resolve, reject) => {
    link.onload = () => resolve()
    link.onerror = () => reject(new Cannot('unloaded'))
    link.rel = 'modulepreload'
    link.integrity = integrity
    link.href = address
    document.head.append(link)
  })
}
