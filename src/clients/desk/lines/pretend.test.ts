// Goal: a rehearsal answers as a server would, keeps one code, and opens it once something was said under it. Method: effects by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { checkReceipt } from '#sealing/plain/receipt.ts'
import { PretendServer } from './pretend.ts'

test('a code opens what was said under it, until another is drawn', () => {
  const server = new PretendServer()
  const drawn = server.answer({ do: 'draw-code' })
  const code = drawn?.on === 'code' ? drawn.code : assert.fail('no code')
  assert.ok(checkReceipt(code).ok)
  const open = () => server.answer({ do: 'open', code })
  assert.deepEqual(open(), { on: 'wrong-code' }, 'nothing was said yet')
  assert.deepEqual(server.answer({ do: 'deliver', danger: 'no', wake: false, language: 'en', corrects: false }), { on: 'delivered' })
  const found = open()
  assert.ok(found?.on === 'opened' && found.opened.isFiled && found.opened.canWithdraw)
  const back = server.answer({ do: 'withdraw', erase: false, language: 'en' })
  assert.ok(back?.on === 'withdrawn' && back.opened.state === 'state-withdrawn' && !back.opened.canWithdraw)
  server.answer({ do: 'draw-code' })
  assert.deepEqual(open(), { on: 'wrong-code' })
  for (const effect of ['stop-recording', 'discard', 'wait', 'hangup'] as const) assert.equal(server.answer({ do: effect }), null)
})
