// Goal: a file is what its bytes say, whatever its name says. Method: the first bytes of each kind, under true and false names.
import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '#base/bytes.ts'
import { mediaType, UNKNOWN_TYPE } from './media-type.ts'

const bytes = (latin: string): Uint8Array => Uint8Array.from(latin, (character) => character.charCodeAt(0))

for (const [type, first, name] of [
  ['image/jpeg', '\xff\xd8\xff\xe1', 'a.jpg'], ['image/jpeg', '\xff\xd8\xff\xe1', 'a.html'], ['application/pdf', '%PDF-1.7', 'a'], ['video/mp4', '\0\0\0\x18ftypisom', 'a.mov'],
  ['video/quicktime', '\0\0\0\x14ftypqt  ', 'a.mov'], ['image/webp', 'RIFF\0\0\0\0WEBPVP8 ', 'a'], ['audio/wav', 'RIFF\0\0\0\0WAVEfmt ', 'a'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'PK\x03\x04', 'A.DOCX'], ['application/zip', 'PK\x03\x04', 'a.jpg'], ['application/zip', 'PK\x03\x04', 'constructor'],
  ['text/plain', '<!doctype html><script>', 'photo.jpg'], ['text/csv', 'a,b\n', 'a.csv'], ['text/plain', '', 'empty'], [UNKNOWN_TYPE, '\x7fELF\x02', 'a.txt'], [UNKNOWN_TYPE, 'MZ\x90\0', 'a.pdf'],
] as const) {
  test(`${JSON.stringify(first.slice(0, 12))} named ${name} is ${type}`, () => assert.equal(mediaType(bytes(first), name), type))
}

test('Chinese text is text, also where the piece ends inside a character', () => {
  for (const cut of [0, 1, 2]) assert.equal(mediaType(utf8('第一条：码头').subarray(0, 18 - cut), 'a.txt'), 'text/plain')
})
