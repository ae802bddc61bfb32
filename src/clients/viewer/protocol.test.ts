// Goal: whatever a hostile file says through the ports of a copy is nothing, or a rectangle of pixels, a piece of a file or a number. Method: each
// message that is taken, and everything beside it.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import * as v from 'valibot'
import { COPY_BYTES_MAX, COPY_PIXELS_MAX, drawn, drawOrder, editMessage, message, PIECE_BYTES_MAX } from './protocol.ts'

const takes = (schema: v.GenericSchema, value: unknown): boolean => v.safeParse(schema, value).success

test('between the page that draws and the one that writes there pass nothing but pixels', () => {
  const page = { is: 'drawn', id: 1, pages: 3, width: 4, height: 5, scale: 2, bytes: new Uint8ClampedArray(80) }
  assert.ok(takes(drawn, page))
  for (const change of [
    { bytes: new Uint8ClampedArray(84) }, { bytes: new Uint8Array(80) }, { bytes: 'x'.repeat(80) }, { bytes: new Uint8ClampedArray(new SharedArrayBuffer(80)) }, { width: 4.5 }, { width: 0 }, { height: -5 },
    { width: 20, height: 1, scale: Number.NaN }, { scale: Infinity }, { scale: 0 }, { pages: 0 }, { text: '张伟' },
  ]) assert.ok(!takes(drawn, { ...page, ...change }), Object.keys(change).join())
  const side = Math.ceil(Math.sqrt(COPY_PIXELS_MAX)) + 1
  assert.ok(!takes(drawn, { ...page, width: side, height: side, bytes: { length: side * side * 4 } }))
  assert.ok(takes(drawn, { is: 'undrawn', id: 1, why: 'locked' }))
  assert.ok(!takes(drawn, { is: 'undrawn', id: 1, why: '张伟' }))
  assert.ok(takes(drawOrder, { is: 'draw', id: 1, page: 1, scale: 2 }) && !takes(drawOrder, { is: 'draw', id: 1, page: 0, scale: 2 }))
})

test('the desk hears of a copy nothing but a copy and numbers', () => {
  for (const good of [
    { is: 'piece', bytes: new Uint8Array(1) }, { is: 'piece', bytes: new Uint8Array(PIECE_BYTES_MAX) }, { is: 'made', type: 'application/pdf', sizeBytes: COPY_BYTES_MAX },
    { is: 'edited', isSmaller: false, covered: 2, pages: 9 }, { is: 'making', done: 0, pages: 9 }, { is: 'stopped' }, { is: 'failed', why: 'too-many-pages' }, { is: 'read', id: 1, from: 0, to: 9 },
  ]) assert.ok(takes(editMessage, good), good.is)
  for (const bad of [
    { is: 'piece', bytes: new Uint8Array(0) }, { is: 'piece', bytes: new Uint8Array(PIECE_BYTES_MAX + 1) }, { is: 'piece', bytes: [1] }, { is: 'piece', bytes: new Uint8Array(new SharedArrayBuffer(4)) }, { is: 'piece', bytes: new Uint8Array(1), name: 'a.exe' },
    { is: 'made', type: 'text/html', sizeBytes: 1 }, { is: 'made', type: 'application/pdf', sizeBytes: COPY_BYTES_MAX + 1 }, { is: 'made', type: 'application/pdf', sizeBytes: 0 }, { is: 'edited', isSmaller: false, covered: -1, pages: 1 },
    { is: 'making', done: 0, pages: 1001 }, { is: 'resource', id: 1, kind: 'wasm', name: 'a.wasm' }, { is: 'key', key: 'Escape' }, { is: 'shown', page: 1, pages: 1, zooms: false, hasMore: false, remarks: [] },
  ]) assert.ok(!takes(editMessage, bad), JSON.stringify(bad).slice(0, 80))
  // And a page that only shows a file brings none.
  assert.ok(!takes(message, { is: 'piece', bytes: new Uint8Array(1) }))
})

test('anything else is nothing', () => {
  fc.assert(fc.property(fc.anything(), (said) => {
    assert.ok(!takes(drawn, said) && !takes(editMessage, said) && !takes(message, said))
  }))
})
