// For tests: a mail server on this machine that keeps what it is handed, and refuses as it is told.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

export interface Received {
  readonly to: readonly string[]
  /** Headers and text as they came, the text decoded. */
  readonly headers: string
  readonly text: string
  /** Every byte of the letter and of what led to it. */
  readonly raw: string
}

export interface SmtpServer {
  readonly port: number
  readonly received: Received[]
  /** What is answered to whom a letter is for; null takes it. */
  refuse: ((to: string) => string | null) | null
  /** Connections are cut without a word. */
  isDown: boolean
  /** The first letter, once it is there. */
  first(): Promise<Received>
  close(): Promise<void>
}

/** A mail server for a service that is started with `env`; both end with the test. */
export async function mailFor(test: TestContext): Promise<{ readonly smtp: SmtpServer; readonly env: Readonly<Record<string, string>> }> {
  const smtp = await startSmtp()
  const folder = mkdtempSync(join(tmpdir(), 'postern-mail-'))
  const file = join(folder, 'mail.json')
  writeFileSync(file, JSON.stringify({ host: '127.0.0.1', port: smtp.port, security: 'none', from: 'desk@example.org' }))
  test.after(async () => {
    await smtp.close()
    rmSync(folder, { recursive: true })
  })
  return { smtp, env: { POSTERN_MAIL: file } }
}

export async function startSmtp(): Promise<SmtpServer> {
  const received: Received[] = []
  const open = new Set<Socket>()
  let arrived: (letter: Received) => void = () => {}
  const first = new Promise<Received>((resolve) => { arrived = resolve })
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket)).on('error', () => {})
    if (rig.isDown) socket.destroy()
    else converse(socket, rig, arrived)
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const rig: SmtpServer = {
    port: (server.address() as AddressInfo).port, received, refuse: null, isDown: false, first: () => first,
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => { server.close(resolve) })
    },
  }
  return rig
}

const TLS_HANDSHAKE = 0x16

function converse(socket: Socket, rig: SmtpServer, arrived: (letter: Received) => void): void {
  let pending = ''
  let raw = ''
  let to: string[] = []
  let letter: string | null = null
  const say = (line: string): void => { socket.write(`${line}\r\n`) }
  const hear = (line: string): void => {
    raw += `${line}\n`
    if (letter !== null) {
      if (line !== '.') {
        letter += `${line.replace(/^\./, '')}\n`
        return
      }
      const taken = { to, raw, ...partsOf(letter) }
      rig.received.push(taken)
      arrived(taken)
      letter = null
      say('250 taken')
      return
    }
    const command = line.slice(0, 4).toUpperCase()
    if (command === 'RCPT') {
      const address = /<([^>]*)>/.exec(line)?.[1] ?? ''
      const refusal = rig.refuse?.(address) ?? null
      if (refusal === null) to.push(address)
      say(refusal ?? '250 ok')
    } else if (command === 'DATA') {
      letter = ''
      say('354 go on')
    } else if (command === 'QUIT') {
      say('221 bye')
      socket.end()
    } else if (command === 'MAIL') {
      to = []
      say('250 ok')
    } else say('250 smtp.test')
  }
  say('220 smtp.test')
  socket.on('data', (bytes: Buffer) => {
    // Somebody begins with TLS, and there is none.
    if (bytes[0] === TLS_HANDSHAKE) socket.destroy()
    const lines = (pending + bytes.toString('latin1')).split('\r\n')
    pending = lines.pop() ?? ''
    for (const line of lines) hear(line)
  })
}

function partsOf(letter: string): Pick<Received, 'headers' | 'text'> {
  const [headers = '', ...rest] = letter.split('\n\n')
  const body = rest.join('\n\n')
  const encoding = /^content-transfer-encoding: *(\S+)/im.exec(headers)?.[1]?.toLowerCase()
  if (encoding === 'base64') return { headers, text: Buffer.from(body, 'base64').toString() }
  return { headers, text: encoding === 'quoted-printable' ? unquoted(body) : Buffer.from(body, 'latin1').toString() }
}

function unquoted(body: string): string {
  const bytes = body.replaceAll(/=\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
