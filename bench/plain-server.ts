// The least that an upload can be, to hold ours to: whatever is put is written to one file, unsealed, and the page that does it.
import { createWriteStream } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const [, , path = ''] = process.argv
const file = createWriteStream(path)
const server = createServer((request, response) => {
  if (request.method !== 'PUT') {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>plain</title><input type=file>')
    return
  }
  request.on('data', (piece: Buffer) => { if (!file.write(piece)) { request.pause(); file.once('drain', () => request.resume()) } })
  request.on('end', () => response.writeHead(204).end())
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
