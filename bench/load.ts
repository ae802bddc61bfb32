// The load generator, a process of its own: raw sockets kept open, requests made beforehand, a closed loop for each client.
//
//   node bench/load.ts <requests file> <from> <count> <clients> <socket path | port>     prints one line of JSON
import { readFileSync } from 'node:fs'
import { createConnection, type Socket } from 'node:net'

export interface LoadResult {
  /** Answered with 201. */
  readonly kept: number
  readonly refused: number
  readonly wallMs: number
  /** Sorted. */
  readonly latenciesMs: readonly number[]
}

const [file = '', from = '0', count = '0', clients = '1', target = ''] = process.argv.slice(2)
const requests = slices(readFileSync(file)).slice(Number(from), Number(from) + Number(count))
const sockets = await Promise.all(Array.from({ length: Number(clients) }, () => connect(target)))
const latenciesMs: number[] = []
const counted = { kept: 0, refused: 0 }
let next = 0
const startedMs = performance.now()
await Promise.all(sockets.map(client))
const wallMs = performance.now() - startedMs
for (const socket of sockets) socket.destroy()
latenciesMs.sort((a, b) => a - b)
console.log(JSON.stringify({ ...counted, wallMs, latenciesMs: latenciesMs.map((ms) => Math.round(ms * 100) / 100) } satisfies LoadResult))

function slices(bytes: Buffer): Buffer[] {
  const found: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32BE(at)
    found.push(bytes.subarray(at + 4, end))
    at = end
  }
  return found
}

function connect(place: string): Promise<Socket> {
  const socket = /^\d+$/.test(place) ? createConnection({ port: Number(place), host: '127.0.0.1', noDelay: true }) : createConnection(place)
  return new Promise((resolve, reject) => { socket.once('connect', () => resolve(socket)).once('error', reject) })
}

async function client(socket: Socket): Promise<void> {
  for (;;) {
    const request = requests[next++]
    if (request === undefined) return
    const sentMs = performance.now()
    const status = await exchange(socket, request)
    latenciesMs.push(performance.now() - sentMs)
    if (status === 201) counted.kept += 1
    else counted.refused += 1
  }
}

/** Sends one request and waits for the whole answer. @returns its status; 0 if the connection broke */
function exchange(socket: Socket, request: Buffer): Promise<number> {
  return new Promise((resolve) => {
    let answer = ''
    const done = (status: number): void => {
      socket.off('data', take)
      socket.off('close', broke)
      resolve(status)
    }
    const broke = (): void => done(0)
    const take = (chunk: Buffer): void => {
      answer += chunk.toString('latin1')
      if (isWhole(answer)) done(Number(answer.slice(9, 12)))
    }
    socket.on('data', take).on('close', broke)
    socket.write(request)
  })
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, end))?.[1]
  return length === undefined ? answer.endsWith('\r\n0\r\n\r\n') : answer.length >= end + 4 + Number(length)
}
