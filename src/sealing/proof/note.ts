import { base64 } from '@scure/base'
import { concat, equalBytes, fromBase64url, utf8, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { hash } from './hash.ts'
import { verifySignature, type ServerKey } from './sign.ts'

/**
 * Signed notes: a text and a line for each signature, which programs that know nothing of Postern verify too.
 * @see https://c2sp.org/signed-note. Vectors: spec/vectors/journal.json
 */
export interface NoteKey {
  /** No spaces and no plus. */
  readonly name: string
  /** Ed25519, base64url. */
  readonly publicId: string
}

const ED25519 = 1
const SIGNATURE_LINE = /^— (\S+) (\S+)$/u

/** SHA-256(name ‖ '\n' ‖ 0x01 ‖ key), its first four bytes: what tells signatures apart. */
export function noteKeyHash({ name, publicId }: NoteKey): Bytes {
  const key = fromBase64url(publicId)
  if (key?.length !== 32) throw new RangeError('not a key')
  return new Uint8Array(hash(utf8(`${name}\n`), new Uint8Array([ED25519]), key).subarray(0, 4))
}

/** @param text - ends with a line break and holds no other control characters. */
export async function signNote(text: string, name: string, key: ServerKey): Promise<string> {
  const signature = await key.sign(utf8(text))
  return `${text}\n— ${name} ${base64.encode(concat(noteKeyHash({ name, publicId: key.publicId }), signature))}\n`
}

/**
 * The text, if this key signed it. Signatures of keys that are not asked for are passed over, as the specification wants.
 * @throws Refusal `malformed` for what is no note, `bad-signature` if this key did not sign or the signature does not hold.
 */
export async function openNote(note: string, key: NoteKey): Promise<string> {
  const { text, signatures } = parseNote(note)
  const mine = signatures.filter((each) => each.name === key.name && equalBytes(each.bytes.subarray(0, 4), noteKeyHash(key)))
  const [first] = mine
  if (first === undefined || mine.length > 1) throw new Refusal('bad-signature')
  if (!await verifySignature(key.publicId, utf8(text), new Uint8Array(first.bytes.subarray(4)))) throw new Refusal('bad-signature')
  return text
}

interface ParsedNote {
  readonly text: string
  readonly signatures: readonly { readonly name: string; readonly bytes: Bytes }[]
}

function parseNote(note: string): ParsedNote {
  const at = note.lastIndexOf('\n\n')
  // Control characters below space, but for the line break, belong in no note.
  const isClean = note.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f\u007f]/.test(note)
  if (at < 1 || !isClean || !note.endsWith('\n')) throw new Refusal('malformed', { member: 'note' })
  const lines = note.slice(at + 2, -1).split('\n')
  return { text: note.slice(0, at + 1), signatures: lines.map(signatureIn) }
}

function signatureIn(line: string): { readonly name: string; readonly bytes: Bytes } {
  const [, name = '', text = ''] = SIGNATURE_LINE.exec(line) ?? []
  const bytes = decoded(text)
  if (name === '' || name.includes('+') || bytes === null || bytes.length < 5) throw new Refusal('malformed', { member: 'note' })
  return { name, bytes }
}

/** Canonical base64 alone: another spelling would be another note with the same meaning. */
function decoded(text: string): Bytes | null {
  try {
    const bytes = new Uint8Array(base64.decode(text))
    return base64.encode(bytes) === text ? bytes : null
  } catch {
    return null
  }
}

/** What a journal was at one time. */
export interface Checkpoint {
  readonly origin: string
  /** Days, each one leaf. */
  readonly size: number
  readonly root: Bytes
}

/** @see https://c2sp.org/tlog-checkpoint */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${base64.encode(root)}\n`
}

/** @throws Refusal `malformed`. Lines behind the third are an extension and are passed over. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', sizeText = '', rootText = '', ...rest] = text.split('\n')
  const root = decoded(rootText)
  const size = Number(sizeText)
  const holds = origin !== '' && /^(?:0|[1-9]\d{0,15})$/.test(sizeText) && Number.isSafeInteger(size) && root?.length === 32 && rest.length > 0
  if (!holds || root === null) throw new Refusal('malformed', { member: 'checkpoint' })
  return { origin, size, root }
}
