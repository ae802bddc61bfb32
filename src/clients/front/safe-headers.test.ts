// Goal: the reporter's page and the desk may listen, when they are asked to, and no page in which a stranger's file is drawn may. Method: the headers themselves; a browser
// holds to them in test/reporter-voice.test.ts and test/desk-voice.test.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DESK_DOCUMENT, REPORT_DOCUMENT, viewDocument } from './safe-headers.ts'

test('only the reporter’s page and the desk may ask for the microphone, and a reporter’s page may frame nobody', () => {
  assert.doesNotMatch(REPORT_DOCUMENT['permissions-policy'] ?? '', /microphone/)
  assert.match(REPORT_DOCUMENT['permissions-policy'] ?? '', /camera=\(\)/)
  assert.doesNotMatch(REPORT_DOCUMENT['content-security-policy'] ?? '', /frame-src|child-src|unsafe|script-src[^;]*blob:/)
  // Of the desk its own origin alone: nothing that it frames.
  assert.match(DESK_DOCUMENT['permissions-policy'] ?? '', /camera=\(\).*microphone=\(self\)/)
  assert.match(viewDocument({ script: "'sha256-x'", style: "'sha256-x'" })['permissions-policy'] ?? '', /microphone=\(\)/)
})
