// Goal: a member's views are there at the next log-in on the same device, and whoever has the device reads nothing of them. Method: two members of one
// office with one memory between them, and what lies in it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { LIMITS } from '#base/limits.ts'
import { join, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { forgetView, keepView, markOf, readViews } from './kept-views.ts'

const office = await openOffice()
const { session } = office
const other = await join(office, { name: 'Zhou' })
const kept = new Map<string, Uint8Array>()
const memory = { read: async (name: string) => kept.get(name) ?? null, write: async (name: string, sealed: Uint8Array) => { kept.set(name, sealed) }, remove: async (name: string) => { kept.delete(name) } }
const harbour = { name: '港口 late', filter: { view: 'late', label: '港口', severity: 'high' } } as const

test('views are read by whoever made them, are sealed, and one of the same name takes the other’s place', async () => {
  await keepView(session, memory, harbour)
  assert.deepEqual(await readViews(session, memory), [harbour])
  assert.deepEqual(await readViews(other, memory), [])
  for (const [name, sealed] of kept) assert.doesNotMatch(name + Buffer.from(sealed).toString('utf8'), /港口|late|high/)
  await keepView(session, memory, { name: harbour.name, filter: { view: 'mine' } })
  assert.deepEqual(await readViews(session, memory), [{ name: harbour.name, filter: { view: 'mine' } }])
  assert.deepEqual(await forgetView(session, memory, harbour.name), [])
})

test('what does not open, nameless views and more than there is room for are refused or nobody’s', async () => {
  for (const [name, code] of [[' ', 'empty-text'], ['a\nb', 'bad-text'], ['a'.repeat(LIMITS.viewNameCharactersMax + 1), 'too-large']] as const) {
    assert.equal(await refusalOf(() => keepView(session, memory, { name, filter: {} })), code)
  }
  for (let at = 0; at < LIMITS.keptViewsMax; at++) await keepView(session, memory, { name: `view ${at}`, filter: {} })
  assert.equal(await refusalOf(() => keepView(session, memory, { name: 'one more', filter: {} })), 'too-large')
  for (const name of kept.keys()) kept.set(name, new Uint8Array(80))
  assert.deepEqual(await readViews(session, memory), [])
})

test('what stands for a label in an address differs between members, and so tells nobody else which label it is', () => {
  assert.equal(markOf(session, '港口'), markOf(session, '港口'))
  assert.notEqual(markOf(session, '港口'), markOf(other, '港口'))
  assert.notEqual(markOf(session, '港口'), markOf(session, '港'))
})
