// A telephone as tests have it: it speaks the carriers' sockets, presses keys, says what it is told to say, and understands by ear what the line says.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { concat, type Bytes } from '#base/bytes.ts'
import { PROMPTS, type Prompt } from '#clients/telephony/prompts/prompt.ts'
import { decode } from '#clients/telephony/sound/g711.ts'
import { LANGUAGES } from '#domain/bodies.ts'
import { TELEPHONE_HZ, type Codec } from '#domain/telephone.ts'

/** @see ITU-T Q.23: two tones at once for each key. */
const [ROWS_HZ, COLUMNS_HZ] = [[697, 770, 852, 941], [1209, 1336, 1477, 1633]]
const KEYS = ['123A', '456B', '789C', '*0#D']
const [KEY_SAMPLES, GAP_SAMPLES, LEVEL] = [480, 320, 7000]

/** How long the phone waits for the line: it would hang for ever where it was not understood. */
const HEARD_WITHIN_MS = 60_000

/** The keys' own sounds, one after the other. */
export function dialled(keys: string): Int16Array {
  const each = KEY_SAMPLES + GAP_SAMPLES
  const sound = new Int16Array(keys.length * each)
  for (const [index, key] of [...keys].entries()) {
    const row = KEYS.findIndex((line) => line.includes(key))
    const [low, high] = [ROWS_HZ[row] ?? 0, COLUMNS_HZ[KEYS[row]?.indexOf(key) ?? 0] ?? 0]
    for (let at = 0; at < KEY_SAMPLES; at++) sound[index * each + at] = LEVEL * (sine(low, at) + sine(high, at))
  }
  return sound
}

function sine(hertz: number, at: number): number {
  return Math.sin((2 * Math.PI * hertz * at) / TELEPHONE_HZ)
}

/** Keys that are heard in a sound, by Goertzel's filter over each of its hundredths of a second. */
export function understood(samples: Int16Array): string {
  const window = 80
  let [keys, before, same] = ['', '', 0]
  for (let at = 0; at + window <= samples.length; at += window) {
    const key = keyIn(samples.subarray(at, at + window))
    same = key === before ? same + 1 : 1
    before = key
    // Heard for thirty milliseconds.
    if (key !== '' && same === 3) keys += key
  }
  return keys
}

function keyIn(piece: Int16Array): string {
  const [row, column] = [loudest(piece, ROWS_HZ), loudest(piece, COLUMNS_HZ)]
  const total = piece.reduce((sum, sample) => sum + sample * sample, 0)
  // Both tones together make up the sound, or it is none of a key.
  const isKey = total > piece.length * 1e5 && (row.power + column.power) * 2 > total * piece.length * 0.8 && row.power * 4 > column.power && column.power * 4 > row.power
  return isKey ? KEYS[row.index]?.[column.index] ?? '' : ''
}

function loudest(piece: Int16Array, tones: readonly number[]): { readonly index: number; readonly power: number } {
  const powers = tones.map((hertz) => {
    const factor = 2 * Math.cos((2 * Math.PI * hertz) / TELEPHONE_HZ)
    let [last, before] = [0, 0]
    for (const sample of piece) [last, before] = [sample + factor * last - before, last]
    return last * last + before * before - factor * last * before
  })
  const power = Math.max(...powers)
  return { index: powers.indexOf(power), power }
}

/** Recordings for a line, each of which says in keys which prompt it is: A, its number in two digits, B. A digit's own is the digit. */
export function writePrompts(folder: string): string {
  for (const language of LANGUAGES) {
    mkdirSync(join(folder, language), { recursive: true })
    for (const prompt of PROMPTS) writeFileSync(join(folder, language, `${prompt}.wav`), wav(dialled(keysOf(prompt))))
  }
  return folder
}

/** Makes a prompt as long as one that is spoken: its keys, and a hum that is no key's. */
export function lengthenPrompt(folder: string, prompt: Prompt, seconds: number): void {
  const keys = dialled(keysOf(prompt))
  const long = Int16Array.from({ length: keys.length + seconds * TELEPHONE_HZ }, (_, at) => keys[at] ?? 0.3 * LEVEL * sine(440, at))
  for (const language of LANGUAGES) writeFileSync(join(folder, language, `${prompt}.wav`), wav(long))
}

/** What a recording of it sounds like to the phone. */
export function keysOf(prompt: Prompt): string {
  return prompt.startsWith('digit-') ? prompt.slice(-1) : `A${String(PROMPTS.indexOf(prompt)).padStart(2, '0')}B`
}

/** What was heard, as `[menu]` and digits. */
export function inWords(keys: string): string {
  return keys.replaceAll(/A(\d\d)B/g, (_, number: string) => `[${PROMPTS[Number(number)] ?? '?'}]`)
}

function wav(samples: Int16Array): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(36 + samples.length * 2, 4)
  head.write('WAVEfmt ', 8, 'latin1')
  head.writeUInt32LE(16, 16)
  for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]] as const) head.writeUInt16LE(value, at)
  head.writeUInt32LE(TELEPHONE_HZ, 24)
  head.writeUInt32LE(TELEPHONE_HZ * 2, 28)
  head.write('data', 36, 'latin1')
  head.writeUInt32LE(samples.length * 2, 40)
  return Buffer.concat([head, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)])
}

/** How a carrier's socket says what a telephone does. */
export interface Shape {
  readonly path: string
  readonly codec: Codec
  readonly hello: readonly string[]
  audio(samples: Bytes): string | Bytes
  digit(digit: string): string
  /** What a message of the line's does: gives sound, asks for a mark, empties what is waiting. */
  read(message: string | Bytes): { readonly sound: Bytes } | { readonly mark: string } | 'flush' | 'hangup' | null
  marked(mark: string): string
}

export const ASTERISK: Shape = {
  path: '/asterisk',
  codec: 'ulaw',
  hello: [JSON.stringify({ event: 'MEDIA_START', connection_id: 'postern', channel: 'WebSocket/postern/0x1', channel_id: '1.1', format: 'ulaw', optimal_frame_size: 160, ptime: 20, channel_variables: {} })],
  audio: (samples) => samples,
  digit: (digit) => JSON.stringify({ event: 'DTMF_END', channel_id: '1.1', digit, duration_ms: 90 }),
  read(message) {
    if (typeof message !== 'string') return { sound: message }
    const { command, correlation_id: mark = '' } = JSON.parse(message) as { command: string; correlation_id?: string }
    if (command === 'STOP_MEDIA_BUFFERING') return { mark }
    if (command === 'FLUSH_MEDIA') return 'flush'
    return command === 'HANGUP' ? 'hangup' : null
  },
  marked: (mark) => JSON.stringify({ event: 'MEDIA_BUFFERING_COMPLETED', channel_id: '1.1', correlation_id: mark }),
}

/** As European networks carry it. */
export const A_LAW: Shape = { ...ASTERISK, codec: 'alaw', hello: ASTERISK.hello.map((message) => message.replace('"ulaw"', '"alaw"')) }

export const TWILIO: Shape = {
  path: '/twilio',
  codec: 'ulaw',
  hello: [JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }), JSON.stringify({
    event: 'start', sequenceNumber: '1', streamSid: 'MZ1',
    start: { streamSid: 'MZ1', accountSid: 'AC1', callSid: 'CA1', tracks: ['inbound'], customParameters: { from: '+441632960961' }, mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 } },
  })],
  audio: (samples) => JSON.stringify({ event: 'media', sequenceNumber: '2', streamSid: 'MZ1', media: { track: 'inbound', chunk: '1', timestamp: '5', payload: Buffer.from(samples).toString('base64') } }),
  digit: (digit) => JSON.stringify({ event: 'dtmf', streamSid: 'MZ1', sequenceNumber: '3', dtmf: { track: 'inbound_track', digit } }),
  read(message) {
    const { event, media, mark } = JSON.parse(String(message)) as { event: string; media?: { payload: string }; mark?: { name: string } }
    if (event === 'media') return { sound: new Uint8Array(Buffer.from(media?.payload ?? '', 'base64')) }
    if (event === 'mark') return { mark: mark?.name ?? '' }
    return event === 'clear' ? 'flush' : null
  },
  marked: (mark) => JSON.stringify({ event: 'mark', streamSid: 'MZ1', mark: { name: mark } }),
}

/** One call. What the line says is understood at once: nobody waits for it to be played. */
export class TestPhone {
  readonly #socket: WebSocket
  readonly #shape: Shape
  #playing: Bytes[] = []
  #heard: string[] = []
  #changed: () => void = () => {}
  isOver = false
  /** Every sound that was said, as it came, in order. */
  readonly sounds: Int16Array[] = []
  /** How the line ended the socket. */
  code = 0

  private constructor(socket: WebSocket, shape: Shape) {
    this.#socket = socket
    this.#shape = shape
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => this.#take(typeof data === 'string' ? data : new Uint8Array(data)))
    socket.addEventListener('close', ({ code }) => { this.isOver = true; this.code = code; this.#changed() })
  }

  /** @param headers - of the request that opens the socket */
  static async call(url: string, shape: Shape = ASTERISK, headers: Readonly<Record<string, string>> = {}): Promise<TestPhone> {
    const socket = new WebSocket(`${url}${shape.path}`, { headers } as unknown as string[])
    const phone = new TestPhone(socket, shape)
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve(), { once: true })
      socket.addEventListener('error', () => reject(new Error('the line does not answer')), { once: true })
    })
    for (const message of shape.hello) socket.send(message)
    return phone
  }

  /** Everything that is said until this was, the end of it included. @throws Error where it is not said in time */
  async hear(wanted: string): Promise<string> {
    const patience = AbortSignal.timeout(HEARD_WITHIN_MS)
    for (;;) {
      const at = this.#heard.findIndex((each) => each.includes(wanted))
      if (at >= 0) return this.#heard.splice(0, at + 1).join('')
      if (this.isOver || patience.aborted) throw new Error(`no ${wanted}, but ${this.#heard.join(' ')}${this.isOver ? ', and the line hung up' : ''}`)
      await new Promise<void>((resolve) => { this.#changed = resolve; patience.addEventListener('abort', () => resolve(), { once: true }) })
    }
  }

  async over(): Promise<void> {
    while (!this.isOver) await new Promise<void>((resolve) => { this.#changed = resolve })
  }

  press(keys: string): void {
    for (const key of keys) this.#socket.send(this.#shape.digit(key))
  }

  /** Says it as telephones do, in pieces of 20 milliseconds, as fast as the line takes it. */
  say(samples: Bytes): void {
    for (let at = 0; at < samples.length; at += 160) this.#socket.send(this.#shape.audio(samples.slice(at, at + 160)))
  }

  /** As it is, whatever it is. */
  send(message: string | Bytes): void {
    this.#socket.send(message)
  }

  hangUp(): void {
    this.#socket.close()
  }

  #take(message: string | Bytes): void {
    const read = this.#shape.read(message)
    if (read === null || read === 'hangup') return
    if (read === 'flush') { this.#playing = []; return }
    if ('sound' in read) { this.#playing.push(read.sound); return }
    const sound = decode(this.#shape.codec, concat(...this.#playing))
    this.sounds.push(sound)
    const words = inWords(understood(sound))
    this.#playing = []
    this.#heard.push(words)
    this.#changed()
    this.#socket.send(this.#shape.marked(read.mark))
  }
}
