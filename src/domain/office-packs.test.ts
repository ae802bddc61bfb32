// Goal: rules that an office wrote never change and never go, and no channel runs by rules that nobody knows. Method: directories one after another.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Refusal } from '#base/refusal.ts'
import type { Bodies, Channel } from './bodies.ts'
import { SHIPPED_PACKS } from './clocks/packs.ts'
import { withPacks } from './office-packs.ts'

const channel: Channel = { channel: 'web', kind: 'web', names: { en: 'Web', zh: '网站' }, team: 'intake', epoch: 0, recipient: 'age1pq1', questionnaire: 'q' }
const [shipped] = SHIPPED_PACKS
const own = (version: number, article = 'section 3') => {
  const { rules, ...pack } = shipped ?? assert.fail()
  return { ...pack, id: 'own-house', version, rules: rules.map((rule) => ({ ...rule, wording: { article: { en: article, zh: article }, checked: true } })) } as unknown as NonNullable<Bodies['directory']['packs']>[number]
}
const directory = (packs: readonly ReturnType<typeof own>[], refs?: readonly string[]): Bodies['directory'] => ({
  names: { en: '', zh: '' }, timeZone: 'UTC', serverKey: 'k', salt: 's', handlers: [], channels: [{ ...channel, ...(refs === undefined ? {} : { packs: refs }) }], ...(packs.length === 0 ? {} : { packs }),
})
const before = { directory: null, packs: new Map() }

function refused(act: () => unknown): boolean {
  try {
    act()
    return false
  } catch (error) {
    assert.ok(error instanceof Refusal && error.code === 'malformed' && error.details['member'] === 'packs', String(error))
    return true
  }
}

test('a channel names packs that come with the program, or that the directory brings', () => {
  assert.equal(withPacks(before, directory([])).packs.size, 0)
  assert.ok(withPacks(before, directory([], ['cn-police@1', 'eu-authority@1'])))
  assert.deepEqual([...withPacks(before, directory([own(1)], ['own-house@1'])).packs.keys()], ['own-house@1'])
  for (const ref of ['cn-police@2', 'own-house@1', 'constructor@1']) assert.ok(refused(() => withPacks(before, directory([], [ref]))), ref)
})

test('a pack stays, as it was', () => {
  const first = withPacks(before, directory([own(1)], ['own-house@1']))
  assert.deepEqual([...withPacks(first, directory([own(1), own(2, 'section 4')], ['own-house@2'])).packs.keys()], ['own-house@1', 'own-house@2'])
  assert.ok(refused(() => withPacks(first, directory([]))), 'left out')
  assert.ok(refused(() => withPacks(first, directory([own(1, 'section 4')]))), 'changed')
  assert.ok(refused(() => withPacks(first, directory([own(2)]))), 'another version instead')
})
