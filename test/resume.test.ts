// Goal: a file arrives whole however often the service or its sender is killed, and no key ever seals two contents. Method: the rig of
// `npm run test:resume` in short form; the controls that it must catch are in it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { runBrowserRig } from '#tools/resume/browser.ts'
import { runReloadRig } from '#tools/resume/reload.ts'
import { runRig } from '#tools/resume/rig.ts'
import { keysUsedTwice } from '#tools/resume/wire.ts'
import { noChromium } from './support/browsers.ts'

const ROUNDS = 6
/** Each kind of them once at least. */
const RELOADS = 6
const SIZE_BYTES_MAX = 8 * 1024 * 1024

test('a file arrives whole however often the service or its sender is killed', { timeout: 180_000 }, async (context) => {
  const { rounds, serverKills, clientKills, kept } = await runRig(context, { rounds: ROUNDS, sizeBytesMax: SIZE_BYTES_MAX, tell: (line) => context.diagnostic(line) })
  assert.equal(rounds, ROUNDS)
  assert.ok(serverKills + clientKills >= ROUNDS && kept >= ROUNDS)
})

test('a page that is killed in the middle of a file begins anew, and nothing is cited by halves', { skip: noChromium(), timeout: 180_000 }, async (context) => {
  const { arrived, thrownAway } = await runBrowserRig(context, { rounds: 1, segmentsMax: 8, tell: (line) => context.diagnostic(line) })
  assert.ok(arrived > 0 && thrownAway >= arrived)
})

test('a tab that is loaded anew or duplicated in the middle of a file sends nothing twice, and a changed file goes under another key', { skip: noChromium(), timeout: 240_000 }, async (context) => {
  const { rounds, wentOn, anew, notSentAgain } = await runReloadRig(context, { rounds: RELOADS, segmentsMax: 8, tell: (line) => context.diagnostic(line) })
  assert.deepEqual([rounds, wentOn, anew], [RELOADS, 3, 3])
  assert.ok(notSentAgain >= 3)
})

test('one key on two contents of one segment is told from the same segment sent twice', () => {
  const put = { key: 'k', segment: 1, hash: 'a' }
  assert.deepEqual(keysUsedTwice([put, put, { ...put, segment: 2, hash: 'b' }, { ...put, key: 'other', hash: 'b' }]), [])
  assert.deepEqual(keysUsedTwice([put, { ...put, hash: 'b' }]), ['k 1'])
})
