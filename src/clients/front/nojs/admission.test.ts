import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { Admission, ByteRoom } from './admission.ts'

const HERE = new AbortController().signal

test('no more than the limit are inside at once, and all come in, in turn', async () => {
  const admission = new Admission(2)
  const order: number[] = []
  let [inside, most] = [0, 0]
  await Promise.all(Array.from({ length: 50 }, (_, at) => admission.run(HERE, async () => {
    most = Math.max(most, ++inside)
    order.push(at)
    await pause(Math.random() * 3)
    inside -= 1
  })))
  assert.equal(most, 2)
  assert.deepEqual(order, Array.from({ length: 50 }, (_, at) => at))
})

test('a flood up to the limit waits; only beyond it somebody is told to come later', async () => {
  const admission = new Admission(1)
  const door = Promise.withResolvers<void>()
  const first = admission.run(HERE, () => door.promise)
  const waiting = Array.from({ length: LIMITS.noScriptQueueMax }, () => admission.run(HERE, async () => 1))
  await assert.rejects(admission.run(HERE, async () => 1), (error) => error instanceof Refusal && error.code === 'busy')
  door.resolve()
  await first
  assert.equal((await Promise.all(waiting)).length, LIMITS.noScriptQueueMax)
})

test('whoever left while waiting is not served, and blocks nobody', async () => {
  const admission = new Admission(1)
  const door = Promise.withResolvers<void>()
  const leaving = new AbortController()
  const first = admission.run(HERE, () => door.promise)
  let served = false
  const left = admission.run(leaving.signal, async () => { served = true })
  const last = admission.run(HERE, async () => 'served')
  leaving.abort()
  door.resolve()
  await first
  await assert.rejects(left, { name: 'AbortError' })
  assert.equal(served, false)
  assert.equal(await last, 'served')
})

test('a deed that fails gives its place on', async () => {
  const admission = new Admission(1)
  await assert.rejects(admission.run(HERE, () => Promise.reject(new Error('x'))))
  assert.equal(await admission.run(HERE, async () => 1), 1)
})

test('what was announced and did not come keeps nobody out', async () => {
  const room = new ByteRoom(10)
  const door = Promise.withResolvers<void>()
  const given: string[] = []
  const slow = Array.from({ length: 9 }, () => room.hold(async (place) => { place.take(1, () => given.push('slow')); await door.promise }))
  await room.hold(async (place) => { place.take(1, () => given.push('short')) })
  assert.deepEqual(given, [])
  door.resolve()
  await Promise.all(slow)
})

test('where the room is full the largest form that still comes gives way, and a whole one to nobody', async () => {
  const room = new ByteRoom(10)
  const [door, given] = [Promise.withResolvers<void>(), new Array<string>()]
  const coming = (name: string, bytes: number, isWhole: boolean) => room.hold(async (place) => {
    place.take(bytes, ({ code }) => given.push(`${name} ${code}`))
    if (isWhole) place.settle()
    await door.promise
  })
  const all = [coming('whole', 4, true), coming('large', 5, false), coming('short', 2, false), coming('too large', 5, false), coming('last', 4, false)]
  assert.deepEqual(given, ['large busy', 'too large busy'])
  door.resolve()
  await Promise.all(all)
  await room.hold(async (place) => { place.take(10, () => given.push('not given back')) })
  assert.equal(given.length, 2)
})
