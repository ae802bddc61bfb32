// Goal: a day's tree is hashed once, however often it is asked for, and memory holds no more than two. Method: days of random leaves, counted.
import assert from 'node:assert/strict'
import test from 'node:test'
import { randomBytes } from '#base/bytes.ts'
import { asDay } from '#base/day.ts'
import { batchLeaves, batchLevels, batchRoot, joinLeaves } from '#sealing/proof/journal.ts'
import { leafHash, rootOfInclusion } from '#sealing/proof/merkle.ts'
import { batchTrees } from './batch-trees.ts'

test('proofs of one day cost one tree, and of three days in turn one each', () => {
  let hashed = 0
  const trees = batchTrees((leaves) => {
    hashed += 1
    return batchLevels(leaves)
  })
  const days = ['2026-11-23', '2026-11-24', '2026-11-25'].map((day) => {
    const leaves = batchLeaves([], () => randomBytes(32))
    return { day: asDay(day), leaves, flat: joinLeaves(leaves), root: batchRoot(leaves) }
  })
  const ask = (at: number, index: number, office = 'office'): void => {
    const { day, flat, leaves, root } = days[at] ?? assert.fail()
    const proof = trees.pathOf(office, { day, leaves: flat, index })
    assert.deepEqual(rootOfInclusion({ leaf: leafHash(leaves[index] ?? assert.fail()), index, size: 1024, proof }), root)
  }
  for (const index of [0, 1, 511, 1023]) ask(0, index)
  assert.equal(hashed, 1)
  for (const at of [1, 0, 1]) ask(at, 7)
  assert.equal(hashed, 2)
  ask(2, 7)
  ask(0, 7)
  assert.equal(hashed, 4, 'the day that was not asked for longest gave way')
  ask(2, 7, 'another office')
  assert.equal(hashed, 5)
})
