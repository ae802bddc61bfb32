// Goal: a bundle that was made once holds for good, and nobody on its page is taken for another. Method: exhibits in which every word of the page comes
// up, held to the page of today by its hash; members and somebody outside who are called the same.
import assert from 'node:assert/strict'
import test from 'node:test'
import { hex, utf8 } from '#base/bytes.ts'
import { asDay } from '#base/day.ts'
import { CUSTODY_ACTIONS, CUSTODY_ANSWERS, TRANSFORMS, type Custodian } from '#domain/bodies.ts'
import type { CustodyLink, ShownExhibit } from '#domain/exhibits.ts'
import { hash } from '#sealing/proof/hash.ts'
import { custodyPage, isCustodyPage } from './custody-page.ts'

const [ONE, TWO, THREE] = ['A', 'B', 'C'].map((letter) => `${letter.repeat(42)}A`) as [string, string, string]
const members = { [ONE]: 'Ada', [TWO]: ' Ａda', [THREE]: 'Bo' }

function link(action: CustodyLink['action'], from: Custodian, to: Custodian): CustodyLink {
  return { hash: ONE, seq: 1, author: THREE, day: asDay('2026-11-24'), action, at: '2026-11-24T22:05Z', from, to, reason: 'why', place: 'where', seal: 'A-1', checked: action === 'produce', receipt: null, handing: action === 'receive' || action === 'refuse' ? TWO : null, breaks: action === 'unreadable' ? ['unreadable'] : [] }
}

function exhibit(number: number, more: Partial<ShownExhibit>): ShownExhibit {
  const outside = { name: 'Ada' }
  return {
    number, hash: ONE, description: 'a thing', kind: 'physical', copy: false, collector: outside, log: 'desk', files: [], recording: null, parent: null,
    links: [link('register', outside, { member: ONE })], holder: { member: ONE }, ended: null, isWhole: true, ...more,
  }
}

const FILE = { file: TWO, name: 'a.jpg', type: 'image/jpeg\u001b[2J', sizeBytes: 1_234_567, sha256: TWO, cleaning: 'cleaned' } as const
const exhibits = [
  exhibit(1, { kind: 'report-file', files: [FILE], links: [link('register', { name: 'Ada' }, { member: ONE }), ...CUSTODY_ACTIONS.map((action) => link(action, { member: ONE }, { member: TWO }))] }),
  exhibit(2, { kind: 'file', copy: true, holder: { name: 'Ada' }, ended: 'return', recording: { device: 'camera', clockOffsetSeconds: -2, segments: [] } }),
  exhibit(3, { ended: 'destroy', parent: { number: null, transform: 'copy', tool: '', version: '' } }),
  exhibit(20, { links: [...(['open', 'confirmed', 'refused'] as const).map((receipt) => ({ ...link('transfer', { name: 'Ada' }, { member: ONE }), receipt })), ...CUSTODY_ANSWERS.map((action) => link(action, { member: ONE }, { member: ONE }))] }),
  exhibit(21, { isWhole: false, links: [{ ...link('register', { name: 'Ada' }, { member: ONE }), receipt: 'open' }, link('unreadable', { member: ONE }, { member: ONE })] }),
  ...TRANSFORMS.map((transform, index) => exhibit(4 + index, { parent: { number: 1, transform, tool: 'tool', version: '2' } })),
]

test('the page is the one that bundles out there have', () => {
  const page = custodyPage({ exhibits, members })
  // Another hash means other words: keep the writer of those before among the pages, beside the new one. Nothing was released yet.
  assert.equal(hex(hash(utf8(page))), 'd144b12c798900fc99d5688d18972fec86301807544da810de7cffe6b0880227')
  assert.ok(isCustodyPage(utf8(page), { exhibits, members }))
  assert.ok(!isCustodyPage(utf8(`${page} `), { exhibits, members }))
  assert.ok(!isCustodyPage(utf8(page), { exhibits, members: { ...members, [THREE]: 'Cy' } }))
})

test('whoever is called the same is told apart', () => {
  const page = custodyPage({ exhibits, members })
  assert.ok(page.includes('image/jpeg\\u{001b}[2J'), 'a file’s type is its author’s word, and gives no orders')
  for (const part of ['taken by Ada (outside), held by Ada (AAAAAAAAAAAA…)', 'handed over: Ada (AAAAAAAAAAAA…) → Ada (BBBBBBBBBBBB…)', 'given back to Ada (outside)', 'signed by Bo on', 'Ada（外部）', 'Ada（BBBBBBBBBBBB…）']) {
    assert.ok(page.includes(part), part)
  }
})
