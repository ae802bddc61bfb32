// Goal: a form is read as a browser wrote it, or refused; nothing else ever. Method: what browsers send, by property; then
// arbitrary bytes, and the cuts and doubles that a browser would not send.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#base/refusal.ts'
import { parseForm as parse, type Fields, type TakeFile } from './form-body.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/)
const fields = fc.dictionary(name, fc.string({ unit: 'grapheme', maxLength: 300 }), { maxKeys: 12 })
const BOUNDARY = '----WebKitFormBoundaryA1b2C3d4E5f6G7h8'
const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`
const URL_ENCODED = 'application/x-www-form-urlencoded'

/** The whole form, in pieces of so many bytes. */
function parseForm(bytes: Uint8Array, type: string, { piece = 64, take = readAway }: { readonly piece?: number; readonly take?: TakeFile } = {}): Promise<Fields> {
  const coming = {
    keep: () => {},
    async* [Symbol.asyncIterator]() { for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece) },
  }
  return parse(coming, type, take)
}

const readAway: TakeFile = async () => {}

function multipart(given: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(given).map(([key, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`)
  return Buffer.from(`${parts.join('')}--${BOUNDARY}--\r\n`)
}

function isMalformed(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'malformed'
}

test('what a browser sends as multipart is read unchanged', () => {
  return fc.assert(fc.asyncProperty(fields, fc.integer({ min: 1, max: 300 }), async (given, piece) => {
    assert.deepEqual(Object.fromEntries(await parseForm(multipart(given), MULTIPART, { piece })), { ...given })
  }))
})

test('what a browser sends url-encoded is read unchanged', () => {
  return fc.assert(fc.asyncProperty(fields, async (given) => {
    const bytes = Buffer.from(new URLSearchParams(given).toString())
    assert.deepEqual(Object.fromEntries(await parseForm(bytes, `${URL_ENCODED};charset=UTF-8`)), { ...given })
  }))
})

test('Node’s own FormData is understood', async () => {
  const form = new FormData()
  form.set('what', '采购部\n"第二页"')
  const request = new Request('http://front/', { method: 'POST', body: form })
  const read = await parseForm(new Uint8Array(await request.arrayBuffer()), request.headers.get('content-type') ?? '')
  assert.equal(read.get('what'), '采购部\r\n"第二页"')
})

test('arbitrary bytes are a form or are refused, and nothing else', () => {
  const type = fc.oneof(fc.constantFrom(MULTIPART, URL_ENCODED, '', 'multipart/form-data', 'multipart/form-data; boundary=""'), fc.string())
  return fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), type, async (bytes, contentType) => {
    try {
      await parseForm(bytes, contentType)
    } catch (error) {
      assert.ok(isMalformed(error))
    }
  }))
})

test('a form that breaks off anywhere is refused', async () => {
  const whole = multipart({ what: '发生了什么', where: 'Plant 2' })
  for (let size = 0; size < whole.length - 4; size++) await assert.rejects(parseForm(whole.subarray(0, size), MULTIPART), isMalformed, String(size))
})

for (const [what, body, type] of [
  ['the same field twice', multipart({ a: '1' }).toString().replace(`--${BOUNDARY}--`, `--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\n2\r\n--${BOUNDARY}--`), MULTIPART],
  ['a part without a name', `--${BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n--${BOUNDARY}--\r\n`, MULTIPART],
  ['a part with two names', `--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\nContent-Disposition: form-data; name="b"\r\n\r\nx\r\n--${BOUNDARY}--\r\n`, MULTIPART],
  ['the same pair twice', 'a=1&a=2', URL_ENCODED],
  ['half a percent sign', 'a=%E4%BD', URL_ENCODED],
  ['more fields than the form has', Array.from({ length: 200 }, (_, at) => `a${at}=1`).join('&'), URL_ENCODED],
  ['a million signs with nothing between them', '&'.repeat(1_000_000), URL_ENCODED],
  ['JSON', '{}', 'application/json'],
] as const) {
  test(`${what} is refused`, () => assert.rejects(parseForm(Buffer.from(body), type, { piece: 4096 }), isMalformed))
}

test('bytes that are not UTF-8 are refused', async () => {
  const bytes = Buffer.concat([Buffer.from('a='), Buffer.from([0xff, 0xfe])])
  await assert.rejects(parseForm(bytes, URL_ENCODED), isMalformed)
})

function withFile(bytes: Uint8Array, fileName = '码头 %22a%22.jpg'): Buffer {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: image/jpeg\r\n\r\n`
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${BOUNDARY}\r\nContent-Disposition: form-data; name="b"\r\n\r\n2\r\n--${BOUNDARY}--\r\n`)])
}

test('a file comes through byte for byte, however the line cuts it, between the fields around it', () => {
  // Bytes that nearly are the delimiter, at any place.
  const hostile = fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom('\r\n--', `\r\n--${BOUNDARY.slice(0, -1)}`, '\r', '\r\n').map((text) => Buffer.from(text))), { maxLength: 12 }).map((all) => Buffer.concat(all)).filter((bytes) => !bytes.includes(`\r\n--${BOUNDARY}`))
  return fc.assert(fc.asyncProperty(hostile, fc.integer({ min: 1, max: 90 }), async (bytes, piece) => {
    const got: Uint8Array[] = []
    let named = ''
    const read = await parseForm(withFile(bytes), MULTIPART, { piece, take: async ({ fileName, body }, before) => {
      named = fileName
      assert.deepEqual([...before.keys()], ['a'])
      for await (const each of body) got.push(Uint8Array.from(each))
    } })
    assert.deepEqual(Buffer.concat(got), bytes)
    assert.equal(named, '码头 "a".jpg')
    assert.deepEqual(Object.fromEntries(read), { a: '1', b: '2' })
  }), { numRuns: 300 })
})

test('a file that nobody reads to its end is passed over, and one that breaks off is refused', async () => {
  const whole = withFile(Buffer.alloc(10_000, 'x'))
  assert.equal((await parseForm(whole, MULTIPART)).get('b'), '2')
  const partly: TakeFile = async ({ body }) => {
    for await (const piece of body) if (piece.length > 0) break
  }
  assert.equal((await parseForm(whole, MULTIPART, { take: partly })).get('b'), '2')
  await assert.rejects(parseForm(whole.subarray(0, 5000), MULTIPART), isMalformed)
})
