// Goal: a form is read as a browser wrote it, or refused; nothing else ever. Method: what browsers send, by property; then
// arbitrary bytes, and the cuts and doubles that a browser would not send.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#base/refusal.ts'
import { parseForm } from './form-body.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/)
const fields = fc.dictionary(name, fc.string({ unit: 'grapheme', maxLength: 300 }), { maxKeys: 12 })
const BOUNDARY = '----WebKitFormBoundaryA1b2C3d4E5f6G7h8'
const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`
const URL_ENCODED = 'application/x-www-form-urlencoded'

function multipart(given: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(given).map(([key, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`)
  return Buffer.from(`${parts.join('')}--${BOUNDARY}--\r\n`)
}

function isMalformed(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'malformed'
}

test('what a browser sends as multipart is read unchanged', () => {
  fc.assert(fc.property(fields, (given) => {
    assert.deepEqual(Object.fromEntries(parseForm(multipart(given), MULTIPART)), { ...given })
  }))
})

test('what a browser sends url-encoded is read unchanged', () => {
  fc.assert(fc.property(fields, (given) => {
    const bytes = Buffer.from(new URLSearchParams(given).toString())
    assert.deepEqual(Object.fromEntries(parseForm(bytes, `${URL_ENCODED};charset=UTF-8`)), { ...given })
  }))
})

test('Node’s own FormData is understood', async () => {
  const form = new FormData()
  form.set('what', '采购部\n"第二页"')
  const request = new Request('http://front/', { method: 'POST', body: form })
  const read = parseForm(new Uint8Array(await request.arrayBuffer()), request.headers.get('content-type') ?? '')
  assert.equal(read.get('what'), '采购部\r\n"第二页"')
})

test('arbitrary bytes are a form or are refused, and nothing else', () => {
  const type = fc.oneof(fc.constantFrom(MULTIPART, URL_ENCODED, '', 'multipart/form-data', 'multipart/form-data; boundary=""'), fc.string())
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), type, (bytes, contentType) => {
    try {
      parseForm(bytes, contentType)
    } catch (error) {
      assert.ok(isMalformed(error))
    }
  }))
})

test('a form that breaks off anywhere is refused', () => {
  const whole = multipart({ what: '发生了什么', where: 'Plant 2' })
  for (let size = 0; size < whole.length - 4; size++) assert.throws(() => parseForm(whole.subarray(0, size), MULTIPART), isMalformed, String(size))
})

for (const [what, body, type] of [
  ['the same field twice', multipart({ a: '1' }).toString().replace(`--${BOUNDARY}--`, `--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\n2\r\n--${BOUNDARY}--`), MULTIPART],
  ['a file', `--${BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="x.txt"\r\nContent-Type: text/plain\r\n\r\nx\r\n--${BOUNDARY}--\r\n`, MULTIPART],
  ['a part without a name', `--${BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n--${BOUNDARY}--\r\n`, MULTIPART],
  ['a part with two names', `--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\nContent-Disposition: form-data; name="b"\r\n\r\nx\r\n--${BOUNDARY}--\r\n`, MULTIPART],
  ['the same pair twice', 'a=1&a=2', URL_ENCODED],
  ['half a percent sign', 'a=%E4%BD', URL_ENCODED],
  ['more fields than the form has', Array.from({ length: 200 }, (_, at) => `a${at}=1`).join('&'), URL_ENCODED],
  ['a million signs with nothing between them', '&'.repeat(1_000_000), URL_ENCODED],
  ['JSON', '{}', 'application/json'],
] as const) {
  test(`${what} is refused`, () => assert.throws(() => parseForm(Buffer.from(body), type), isMalformed))
}

test('bytes that are not UTF-8 are refused', () => {
  const bytes = Buffer.concat([Buffer.from('a='), Buffer.from([0xff, 0xfe])])
  assert.throws(() => parseForm(bytes, URL_ENCODED), isMalformed)
})
