// Goal: bodies under way never take more memory than they may, and what one request held the next can have. Method: small spaces.
import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import type { IncomingMessage } from 'node:http'
import test from 'node:test'
import { Refusal } from '#base/refusal.ts'
import { BodySpace } from './body-space.ts'
import { readBody } from './read-body.ts'

const request = new Request('http://postern.test/')

function incoming(...chunks: readonly number[]): IncomingMessage {
  const stream = new PassThrough()
  for (const size of chunks) stream.write(new Uint8Array(size))
  stream.end()
  return stream as unknown as IncomingMessage
}

test('who comes when the space is full is told to come again, and what was given back is free', async () => {
  const space = new BodySpace(100)
  const [first, second] = [space.enter(), space.enter()]
  first.hold(80)
  assert.throws(() => second.hold(21), new Refusal('busy'))
  second.hold(20)
  first.leave()
  first.leave()
  second.hold(80)
  assert.throws(() => second.hold(1), new Refusal('busy'))
})

test('a body from a socket is whole, or refused for its size or for want of space', async () => {
  const place = new BodySpace(100).enter()
  assert.equal((await readBody({ request, incoming: incoming(30, 30), place }, 60)).length, 60)
  await assert.rejects(readBody({ request, incoming: incoming(30, 31), place }, 60), new Refusal('too-large', { bytesMax: 60 }))
  place.leave()
  await assert.rejects(readBody({ request, incoming: incoming(60, 60), place }, 200), new Refusal('busy'))
})

test('a body that breaks off is malformed', async () => {
  const place = new BodySpace(100).enter()
  const broken = new PassThrough()
  broken.write(new Uint8Array(10))
  const reading = readBody({ request, incoming: broken as unknown as IncomingMessage, place }, 60)
  broken.destroy()
  await assert.rejects(reading, new Refusal('malformed', { member: 'body' }))
})
