import { LIMITS } from './limits.ts'
import { Refusal } from './refusal.ts'

/** NUL and the C0/C1 controls but for tab and line feed: no keyboard types them, and terminals obey them. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu
/** Bidirectional overrides make a text read otherwise than it is stored. Embeddings and isolates do honest work in Arabic and Hebrew. */
const BIDI = /[\u202d\u202e]/u

/**
 * What a person wrote, as it is kept: NFC, line feeds only. Nothing visible is changed.
 *
 * @throws Refusal `bad-text` for controls, bidirectional overrides or half a surrogate pair, `too-large` past the limit.
 */
export function cleanText(text: string, charactersMax: number = LIMITS.answerCharactersMax): string {
  if (!text.isWellFormed()) throw new Refusal('bad-text')
  const lines = text.replace(/\r\n?/g, '\n')
  if (lines.search(CONTROLS) >= 0 || BIDI.test(lines)) throw new Refusal('bad-text')
  const normal = lines.normalize('NFC')
  if (normal.length > charactersMax) throw new Refusal('too-large', { charactersMax })
  return normal
}

/** What nobody sees, and line ends: in a name they would let two people look like one. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

/** A name: one line, and no character in it that cannot be seen. @throws Refusal `empty-text`, `bad-text`, `too-large` */
export function nameText(text: string, charactersMax: number): string {
  const name = requiredText(text, charactersMax).trim()
  if (UNSEEN.test(name)) throw new Refusal('bad-text')
  return name
}

/** As `cleanText`, and something must be left. @throws Refusal `empty-text` besides. */
export function requiredText(text: string, charactersMax?: number): string {
  const clean = cleanText(text, charactersMax)
  if (clean.trim() === '') throw new Refusal('empty-text')
  return clean
}
