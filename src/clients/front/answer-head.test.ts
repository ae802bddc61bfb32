import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseAnswerHead } from './answer-head.ts'

test('an answer keeps its headers, but for those of the connection and those that tell a time or a software', () => {
  const head = parseAnswerHead([
    'HTTP/1.1 201 Created', 'Content-Type: application/json', 'content-length: 12', 'Set-Cookie: a=b; Path=/', 'set-cookie: c=d',
    'Connection: keep-alive', 'Keep-Alive: timeout=5', 'Date: Mon, 23 Nov 2026 10:00:00 GMT', 'Server: x', 'x-powered-by: y',
  ].join('\r\n'), 'POST')
  assert.deepEqual(head, {
    status: 201, closes: false, body: { kind: 'sized', bytes: 12 },
    headers: ['content-type', 'application/json', 'content-length', '12', 'set-cookie', 'a=b; Path=/', 'set-cookie', 'c=d'],
  })
})

test('the end of a body is told as the RFC has it', () => {
  const kind = (text: string, method = 'GET'): string | undefined => parseAnswerHead(text, method)?.body.kind
  assert.equal(kind('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked'), 'chunked')
  assert.equal(kind('HTTP/1.1 200 OK'), 'until-close')
  assert.equal(kind('HTTP/1.1 204 No Content'), 'none')
  assert.equal(kind('HTTP/1.1 304 Not Modified\r\ncontent-length: 5'), 'none')
  assert.equal(kind('HTTP/1.1 200 OK\r\ncontent-length: 5', 'HEAD'), 'none')
  assert.equal(kind('HTTP/1.1 200 OK\r\ncontent-length: 0'), 'none')
  assert.equal(parseAnswerHead('HTTP/1.1 200 OK\r\nconnection: close', 'GET')?.closes, true)
})

for (const [name, text] of [
  ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 5'],
  ['a length and chunks', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked'],
  ['a length that is none', 'HTTP/1.1 200 OK\r\ncontent-length: +5'],
  ['another coding', 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked'],
  ['a folded line', 'HTTP/1.1 200 OK\r\na: b\r\n c'],
  ['a space before the colon', 'HTTP/1.1 200 OK\r\ncontent-length : 5'],
  ['another protocol', 'HTTP/2 200 OK'],
  ['a preliminary answer', 'HTTP/1.1 100 Continue'],
  ['no status', 'HTTP/1.1 OK'],
] as const) {
  test(`${name} is not passed on`, () => assert.equal(parseAnswerHead(text, 'GET'), null))
}

test('arbitrary bytes are an answer or none, and never a line too many', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    const head = parseAnswerHead(`HTTP/1.1 200 OK\r\n${text}`, 'GET')
    for (const part of head?.headers ?? []) assert.doesNotMatch(part, /[\r\n\0]/)
  }))
})
