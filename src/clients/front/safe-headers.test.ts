// Goal: the reporter's page may listen, when it is asked to, and no other page may. Method: the headers themselves; a browser holds to them in
// test/reporter-voice.test.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DESK_DOCUMENT, REPORT_DOCUMENT, viewDocument } from './safe-headers.ts'

test('only the reporter’s page may ask for the microphone, and it may frame nobody', () => {
  assert.doesNotMatch(REPORT_DOCUMENT['permissions-policy'] ?? '', /microphone/)
  assert.match(REPORT_DOCUMENT['permissions-policy'] ?? '', /camera=\(\)/)
  assert.doesNotMatch(REPORT_DOCUMENT['content-security-policy'] ?? '', /frame-src|child-src|unsafe|script-src[^;]*blob:/)
  for (const headers of [DESK_DOCUMENT, viewDocument({ script: "'sha256-x'", style: "'sha256-x'" })]) assert.match(headers['permissions-policy'] ?? '', /microphone=\(\)/)
})
