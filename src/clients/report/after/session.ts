import { loadOffice } from '#clients/reporter/load-office.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import { httpApi, type Api } from '#clients/transport/api.ts'
import { deriveReporter, newReceipt, type ReporterKeys } from '#sealing/plain/receipt.ts'

/** This browser lacks what sealing needs. */
export class Unsupported extends Error {}

export interface Ready { readonly api: Api; readonly office: TrustedOffice }
export interface Code { readonly receipt: string; readonly keys: ReporterKeys }

const ANSWER_WITHIN_MS = 60_000
const api = httpApi('', (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }))
let officeId = ''
let readying: Promise<Ready> | null = null
let code: Promise<Code> | null = null

export function beginSession(office: string): void {
  officeId = office
}

/** The office, checked from its genesis on. A failure is not kept: the next call tries anew. */
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
  code ??= makeCode().catch((error: unknown) => {
    code = null
    throw error
  })
  return code
}

/** A code that was sent with one text is not used for another. */
export function dropCode(): void {
  code = null
}

/** @throws Unsupported where the browser's own cryptography falls short */
export async function deriveKeys(receipt: string, office: TrustedOffice): Promise<ReporterKeys> {
  try {
    return await deriveReporter(receipt, office.salt)
  } catch (error) {
    throw error instanceof DOMException ? new Unsupported() : error
  }
}

async function prepare(): Promise<Ready> {
  return { api, office: await loadOffice(api, officeId) }
}

async function makeCode(): Promise<Code> {
  const { office } = await ready()
  const receipt = newReceipt()
  return { receipt, keys: await deriveKeys(receipt, office) }
}
