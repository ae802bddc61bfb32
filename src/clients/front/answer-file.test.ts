// Goal: a browser never takes a part of a file for the whole. Method: a file that breaks off after its first piece, and what a client is told.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import { answerFile } from './answer.ts'

test('a file that breaks off ends the connection, and whoever waits hears so', async (context) => {
  const server = createServer((request, response) => {
    const isWhole = request.url === '/whole'
    answerFile(request, response, { name: 'a.txt', sizeBytes: 6, words: (async function* () {
      yield new TextEncoder().encode('abc')
      if (!isWhole) throw new Error('not what was sent')
      yield new TextEncoder().encode('def')
    })() }).catch(() => { /* the client is told by the connection's end */ })
  }).listen(0, '127.0.0.1')
  context.after(() => server.close())
  await new Promise((resolve) => { server.once('listening', resolve) })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  assert.equal(await (await fetch(`${url}/whole`)).text(), 'abcdef')
  await assert.rejects(async () => (await fetch(`${url}/broken`)).text())
})
