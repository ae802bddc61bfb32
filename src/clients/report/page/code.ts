import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { data } from './dom.ts'

export type Sealing = typeof import('../sealing.ts')

/** Why this page cannot seal: each has its sentence, and each leads to a choice, never to a post. */
export class Cannot extends Error {
  readonly reason: 'insecure' | 'unsupported' | 'unloaded'
  constructor(reason: Cannot['reason']) {
    super(reason)
    this.reason = reason
  }
}

export interface Ready { readonly sealing: Sealing; readonly api: Api; readonly office: TrustedOffice }
export interface Code { readonly receipt: string; readonly keys: ReporterKeys }

const ANSWER_WITHIN_MS = 60_000
let loading: Promise<Sealing> | null = null
let readying: Promise<Ready> | null = null
let code: Promise<Code> | null = null
let attempts = 0

/** The sealing code and the office, checked from its genesis on. A failure is not kept: the next call tries anew. */
export function ready(): Promise<Ready> {
  readying ??= prepare().catch((error: unknown) => {
    readying = null
    throw error
  })
  return readying
}

/** After a refusal the office's keys may have changed: what comes next asks for them again. */
export function forgetOffice(): void {
  readying = null
}

/** The code for the report that is being written. Its slow derivation starts when the form opens. */
export function nextCode(): Promise<Code> {
  code ??= ready().then(async ({ sealing, office }) => {
    const receipt = sealing.newReceipt()
    return { receipt, keys: await deriveKeys(sealing, receipt, office) }
  }).catch((error: unknown) => {
    code = null
    throw error
  })
  return code
}

/** A code that was sent with one text is not used for another. */
export function dropCode(): void {
  code = null
}

export async function deriveKeys(sealing: Sealing, receipt: string, office: TrustedOffice): Promise<ReporterKeys> {
  try {
    return await sealing.deriveReporter(receipt, office.salt)
  } catch (error) {
    throw error instanceof DOMException ? new Cannot('unsupported') : error
  }
}

async function prepare(): Promise<Ready> {
  loading ??= load().catch((error: unknown) => {
    loading = null
    throw error
  })
  const sealing = await loading
  const api = sealing.httpApi('', (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }))
  return { sealing, api, office: await sealing.loadOffice(api, data('id')) }
}

/** [Note: Held to its hash] `import()` takes no hash, so the browser first preloads the module under one; only then is it imported. */
async function load(): Promise<Sealing> {
  if (!isSecureContext || globalThis.crypto?.subtle === undefined) throw new Cannot('insecure')
  // A browser may remember that an address failed, so a second attempt has another one.
  const address = data('sealing') + (attempts++ === 0 ? '' : `?${attempts}`)
  await preload(address, data('integrity'))
  return import(new URL(address, location.origin).href) as Promise<Sealing>
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
