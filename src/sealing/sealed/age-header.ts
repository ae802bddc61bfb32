import { fromBase64url, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'

/** One way into an age file: for `postern-log`, the generation and the salt are its arguments. */
export interface AgeStanza {
  readonly args: readonly string[]
  readonly body: Bytes
}

export interface AgeHeader {
  readonly stanzas: readonly AgeStanza[]
  /** What the header's MAC is over: everything up to and with the three dashes. */
  readonly headerNoMac: Bytes
  readonly mac: Bytes
  /** Where the payload begins: the nonce, then the chunks. */
  readonly payloadAt: number
}

const LF = 0x0a
/** One character a byte: one that is not ASCII stays one and fits none of the patterns. */
const decoder = new TextDecoder('latin1')
const LINE_CHARACTERS = 64
const MAC_BYTES = 32
const ARGUMENTS = /^-> [\x21-\x7e]+(?: [\x21-\x7e]+)*$/

/**
 * Reads the header of an age file as strictly as its specification does; opens and verifies nothing.
 *
 * @throws Refusal `malformed`
 * @see https://age-encryption.org/v1. Vectors: the C2SP test kit, npm `cctv-age`
 */
export function parseAgeHeader(bytes: Uint8Array): AgeHeader {
  const lines = linesOf(bytes)
  if (lines.next() !== 'age-encryption.org/v1') throw malformed()
  const stanzas: AgeStanza[] = []
  for (;;) {
    const line = lines.next()
    if (line.startsWith('--- ') && stanzas.length > 0) {
      const mac = fromBase64(line.slice(4))
      if (mac.length !== MAC_BYTES) throw malformed()
      const payloadAt = lines.at()
      return { stanzas, mac, payloadAt, headerNoMac: new Uint8Array(bytes.slice(0, payloadAt - line.length + 2)) }
    }
    if (!ARGUMENTS.test(line)) throw malformed()
    stanzas.push({ args: line.slice(3).split(' '), body: bodyOf(lines) })
  }
}

interface Lines {
  /** @throws Refusal `malformed` where no line ends any more, or the header is over its limit. */
  next(): string
  at(): number
}

function linesOf(bytes: Uint8Array): Lines {
  let at = 0
  return {
    at: () => at,
    next() {
      const end = bytes.indexOf(LF, at)
      if (end < 0 || end > LIMITS.ageHeaderBytesMax) throw malformed()
      const line = decoder.decode(bytes.subarray(at, end))
      at = end + 1
      return line
    },
  }
}

/** Full lines of 64 characters, then a shorter one, which may be empty. */
function bodyOf(lines: Lines): Bytes {
  let text = ''
  for (;;) {
    const line = lines.next()
    if (line.length > LINE_CHARACTERS) throw malformed()
    text += line
    if (line.length < LINE_CHARACTERS) return fromBase64(text)
  }
}

/** Canonical base64 without padding. @see RFC 4648 section 4 */
function fromBase64(text: string): Bytes {
  const bytes = /[-_]/.test(text) ? null : fromBase64url(text.replaceAll('+', '-').replaceAll('/', '_'))
  if (bytes === null) throw malformed()
  return bytes
}

function malformed(): Refusal {
  return new Refusal('malformed', { member: 'age' })
}

/** The salt that makes an entry's stanza single-use, and the generation of the log key that it is under. */
export interface LogStanza {
  readonly generation: number
  readonly salt: string
}

const SALT_BYTES = 16
const WRAPPED_KEY_BYTES = 32
/** The nonce, and the tag of an empty last chunk. */
const PAYLOAD_BYTES_MIN = 16 + 16

/**
 * Reads a sealed body's one stanza, `-> postern-log <generation> <salt>`. That it opens nothing the server can check.
 * @throws Refusal `malformed`
 */
export function parseLogStanza(body: Uint8Array): LogStanza {
  const { stanzas, payloadAt } = parseAgeHeader(body)
  const [stanza] = stanzas
  if (stanzas.length !== 1 || stanza === undefined || body.length < payloadAt + PAYLOAD_BYTES_MIN) throw malformed()
  const [type, generation = '', salt = '', ...more] = stanza.args
  const fits = type === 'postern-log' && /^(?:0|[1-9]\d{0,8})$/.test(generation) && more.length === 0
    && fromBase64(salt).length === SALT_BYTES && stanza.body.length === WRAPPED_KEY_BYTES
  if (!fits) throw malformed()
  return { generation: Number(generation), salt }
}
