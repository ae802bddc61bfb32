// Goal: no key gets out by accident. Method: every way in which values are printed, copied or sent, put to a box.
import assert from 'node:assert/strict'
import test from 'node:test'
import { format, inspect } from 'node:util'
import { serialize } from 'node:v8'
import { hex, utf8 } from '#base/bytes.ts'
import { canonicalJson } from '#base/json.ts'
import type { Sealed } from '../sealed/sealed.ts'
import { Secret } from './secret.ts'

const MARK = 'the very secret bytes of this key'
const box = (): Secret<'log-key'> => new Secret('log-key', utf8(MARK))

function shows(text: string): boolean {
  return text.includes(MARK) || text.includes(hex(utf8(MARK)).slice(0, 16)) || text.replaceAll(/\s+/g, '').includes(utf8(MARK).slice(0, 6).join(','))
}

test('the test would see the bytes if they were shown', () => {
  for (const text of [MARK, inspect(utf8(MARK)), hex(utf8(MARK))]) assert.ok(shows(text))
})

test('a key in its box is not printed', () => {
  const secret = box()
  for (const text of [
    String(secret), `${secret}`, secret.toString(), inspect(secret), inspect(secret, { showHidden: true, depth: 9, getters: true }), inspect({ deep: [secret] }),
    format('%s %o %O', secret, secret, secret), Object.entries(secret).join(' '), Reflect.ownKeys(secret).join(' '),
  ]) assert.equal(shows(text), false, text)
})

test('a key in its box is not serialised', () => {
  const secret = box()
  for (const value of [secret, { secret }, [secret]]) {
    assert.throws(() => JSON.stringify(value))
    assert.throws(() => canonicalJson(value))
  }
  assert.equal(shows(serialize(secret).toString('latin1')), false)
  assert.equal(shows(inspect(structuredClone({ ...secret }))), false)
})

test('an error that carries a box does not tell', () => {
  assert.equal(shows(inspect(new Error('no', { cause: box() }))), false)
})

test('what was forgotten is overwritten, and cannot be used', () => {
  const bytes = utf8(MARK)
  const secret = new Secret('log-key', bytes)
  secret.forget()
  assert.ok(bytes.every((byte) => byte === 0))
  assert.throws(() => secret.reveal())
  assert.doesNotThrow(() => { secret.forget() })
})

test('boxes are told apart by their types', () => {
  const takesTeam = (secret: Secret<'team-identity'>): string => secret.kind
  const keeps = (body: Sealed<'body'>): number => body.length
  // @ts-expect-error a log key is no team's secret
  assert.equal(takesTeam(box()), 'log-key')
  // @ts-expect-error a box is not its bytes
  assert.notEqual(keeps(box()), MARK.length)
  // @ts-expect-error plain words are not sealed ones
  assert.equal(keeps(utf8('words')), 5)
  // @ts-expect-error nor is a sealed card a sealed body
  assert.equal(keeps(new Uint8Array(1) as Sealed<'card'>), 1)
})
