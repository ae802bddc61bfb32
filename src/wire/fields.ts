import * as v from 'valibot'
import { fromBase64url } from '#base/bytes.ts'
import { isDay, type Day } from '#base/day.ts'
import { isReader, isSubject } from '#sealing/sealed/entry.ts'

/** The small shapes that all messages are made of. */
/** 32 bytes in canonical base64url: the last character holds four bits. */
export const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/))
export const name = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/))
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
export const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/), v.check(isDay), v.transform((text) => text as Day))
/** A number in a path or behind a question mark. */
export const pathNumber = v.pipe(v.string(), v.regex(/^(?:0|[1-9]\d{0,8})$/), v.transform(Number))
export const reader = v.pipe(v.string(), v.check(isReader))
export const subject = v.pipe(v.string(), v.check(isSubject))

/** Bytes in a JSON message: canonical base64url of at most `bytesMax` bytes. */
/* #__NO_SIDE_EFFECTS__ */
export function base64(bytesMax: number) {
  return v.pipe(v.string(), v.maxLength(Math.ceil((bytesMax * 4) / 3)), v.check((text) => fromBase64url(text) !== null))
}

/** What an authenticator calls a passkey: up to 1,023 bytes. */
export const credential = v.pipe(base64(1023), v.minLength(1))

/** OPAQUE messages, as the library spells them. */
export const opaqueMessage = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,4096}$/))
export const oneTimeCode = v.pipe(v.string(), v.regex(/^\d{6}$/))
