import * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'

/** 32 bytes in canonical base64url, whose last character holds four bits: one key, hash or id has one spelling. */
export const key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/))
/** Words that somebody wrote, at least one character. */
export const written = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.answerCharactersMax))
