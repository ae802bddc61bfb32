import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Once, onceKey } from './once.ts'

const ONCE = 'A'.repeat(22)

test('the same form twice is done once, at the same time or later', async () => {
  const once = new Once<number>()
  let done = 0
  const key = onceKey(ONCE, new Map([['what', 'x']]))
  const both = await Promise.all([once.run(key, async () => ++done), once.run(key, async () => ++done)])
  assert.deepEqual([...both, await once.run(key, async () => ++done)], [1, 1, 1])
})

test('a deed that failed can be tried again', async () => {
  const once = new Once<number>()
  await assert.rejects(once.run('k', () => Promise.reject(new Error('x'))))
  assert.equal(await once.run('k', async () => 2), 2)
})

test('the same words on another page, and other words on the same page, are another form', () => {
  const words = new Map([['what', 'x'], ['who', '']])
  const key = onceKey(ONCE, words)
  assert.equal(onceKey(ONCE, new Map([...words].toReversed())), key)
  assert.notEqual(onceKey('B'.repeat(22), words), key)
  assert.notEqual(onceKey(ONCE, new Map([['what', 'x'], ['who', 'y']])), key)
  assert.notEqual(onceKey(ONCE, new Map([['what', ''], ['who', 'x']])), key)
})

test('without a one-time value every form is its own', async () => {
  assert.equal(onceKey('', new Map()), null)
  assert.equal(onceKey('<script>', new Map()), null)
  const once = new Once<number>()
  let done = 0
  await once.run(null, async () => ++done)
  assert.equal(await once.run(null, async () => ++done), 2)
})

test('what was done is forgotten by the clock, and not only when the next form comes', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const once = new Once<string>(1000)
  const [key, other] = ['a', 'b']
  assert.equal(await once.run(key, async () => 'first'), 'first')
  assert.equal(once.size, 1)
  context.mock.timers.tick(999)
  assert.equal(await once.run(key, async () => 'second'), 'first')
  context.mock.timers.tick(1)
  assert.equal(once.size, 0)
  assert.equal(await once.run(other, async () => 'second'), 'second')
})
