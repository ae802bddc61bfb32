// One file is taken apart here, in a process of its own that reads nothing but its own program, writes nowhere, reaches nobody and may be killed:
// what a stranger made to break it breaks this, and not the front. In comes the file, out goes what it became.
import { buffer } from 'node:stream/consumers'
import { concat, fromUtf8, utf8 } from '#base/bytes.ts'
import { inspect } from '#clients/cleaning/clean.ts'

const WORD_BYTES = 4

const given = new Uint8Array(await buffer(process.stdin))
const nameBytes = new DataView(given.buffer, given.byteOffset).getUint32(0)
const name = fromUtf8(given.subarray(WORD_BYTES, WORD_BYTES + nameBytes))
const words = given.subarray(WORD_BYTES + nameBytes)
const { cleaning, findings, source } = await inspect({ sizeBytes: words.length, read: async (from, to) => words.slice(from, to) }, name)
const told = utf8(JSON.stringify({ cleaning, findings }))
const head = new Uint8Array(WORD_BYTES)
new DataView(head.buffer).setUint32(0, told.length)
process.stdout.write(concat(head, told, cleaning === 'cleaned' ? await source.read(0, source.sizeBytes) : new Uint8Array(0)))
