import { hmac } from '@noble/hashes/hmac.js'
import { sha1 } from '@noble/hashes/legacy.js'

/** Six-digit codes of an authenticator: SHA-1 and 30 seconds, because that is what every authenticator app can do. @see RFC 6238 */
export const STEP_MS = 30_000
const DIGITS = 6
/** One step either way, for a clock that is a little off and a code typed at the last moment. */
const TOLERANCE_STEPS = 1

export function stepAt(nowMs: number): number {
  return Math.floor(nowMs / STEP_MS)
}

/** The code of one time step. @see RFC 4226 section 5.3 */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = new Uint8Array(8)
  new DataView(counter.buffer).setBigUint64(0, BigInt(step))
  const digest = hmac(sha1, secret, counter)
  const offset = (digest.at(-1) ?? 0) & 0x0f
  const truncated = new DataView(digest.buffer, digest.byteOffset + offset, 4).getUint32(0) & 0x7fff_ffff
  return String(truncated % 10 ** DIGITS).padStart(DIGITS, '0')
}

/**
 * The time step whose code this is. A code works once: steps up to `lastStep`, the last one used, are not considered.
 * @returns null if it is none of the allowed codes. Every allowed code is computed either way.
 */
export function matchingStep(secret: Uint8Array, code: string, clock: { readonly nowMs: number; readonly lastStep: number }): number | null {
  const now = stepAt(clock.nowMs)
  let found: number | null = null
  for (let step = now - TOLERANCE_STEPS; step <= now + TOLERANCE_STEPS; step++) {
    const same = sameCode(codeAt(secret, Math.max(0, step)), code)
    if (same && step > clock.lastStep && step >= 0) found ??= step
  }
  return found
}

function sameCode(expected: string, given: string): boolean {
  let difference = expected.length ^ given.length
  for (let at = 0; at < expected.length; at++) difference |= expected.charCodeAt(at) ^ given.charCodeAt(at)
  return difference === 0
}
