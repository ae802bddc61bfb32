// Goal: a history that was truncated in the middle, reordered, replayed, forged or spliced is refused, and the first wrong entry
// named. Method: a chain that holds, then every way of spoiling it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import {
  clearBody, GENESIS_END, makeEntry, newAuthor, newEnd, randomId, sealedLooking, signHeader, type End, type Made,
} from '#test/support/entries.ts'
import { checkChain } from './chain.ts'
import { hash } from './hash.ts'
import { checkAcknowledgement, signAcknowledgement } from './acknowledgement.ts'

const author = await newAuthor()
const stranger = await newAuthor()

async function chain(length: number, end: End = newEnd(randomId(), author)): Promise<Made[]> {
  const made: Made[] = []
  for (let seq = 0; seq < length; seq++) {
    const last = made.at(-1)
    made.push(await makeEntry(author, last?.end ?? end, { kind: seq === 0 ? 'report' : 'message', body: sealedLooking() }))
  }
  return made
}

async function refusal(made: readonly Made[], from: Parameters<typeof checkChain>[1] = 0): Promise<string> {
  const error = await checkChain(made.map(({ entry }) => entry), from).catch((thrown: unknown) => thrown)
  assert.ok(error instanceof Refusal, 'the chain was accepted')
  return `${error.code} at ${error.details['seq']}`
}

const good = await chain(4)
const [zero, one, two, three] = good as [Made, Made, Made, Made]

test('a whole chain holds, and gives each header with its hash', async () => {
  const checked = await checkChain(good.map(({ entry }) => entry), 0)
  assert.deepEqual(checked.map((entry) => entry.hash), good.map((entry) => entry.hash))
})

test('a later part holds from the end it continues', async () => {
  const { office, log, length, head } = two.end
  assert.equal((await checkChain([three.entry], { office, log, length, head: head ?? '' })).length, 1)
  assert.equal((await checkChain([two.entry, three.entry], 2)).length, 2)
})

test('an office’s id is the hash of its genesis', async () => {
  const genesis = await makeEntry(author, GENESIS_END, { kind: 'genesis', body: clearBody({}) })
  const next = await makeEntry(author, genesis.end, { kind: 'settings', body: clearBody({}) })
  assert.equal((await checkChain([genesis.entry, next.entry], 0))[0]?.hash, next.header.office)
  const elsewhere = await makeEntry(author, { ...genesis.end, office: randomId() }, { kind: 'settings', body: clearBody({}) })
  assert.equal(await refusal([genesis, elsewhere]), 'bad-chain at 1')
})

test('an entry left out, moved or sent twice breaks the chain where it happened', async () => {
  assert.equal(await refusal([zero, two, three]), 'bad-chain at 1')
  assert.equal(await refusal([zero, two, one, three]), 'bad-chain at 1')
  assert.equal(await refusal([zero, one, one, two]), 'bad-chain at 2')
  assert.equal(await refusal([one, two]), 'bad-chain at 0')
})

test('an entry on a foreign head is refused', async () => {
  const foreign = await makeEntry(author, { ...zero.end, head: randomId() }, { kind: 'message', body: sealedLooking() })
  assert.equal(await refusal([zero, foreign]), 'bad-chain at 1')
  const { office, log } = zero.end
  assert.equal(await refusal([one], { office, log, length: 1, head: randomId() }), 'bad-chain at 1')
})

test('an entry of another log or office is refused', async () => {
  for (const other of [{ log: randomId() }, { office: randomId() }]) {
    const spliced = await makeEntry(author, { ...zero.end, ...other }, { kind: 'message', body: sealedLooking() })
    assert.equal(await refusal([zero, spliced]), 'bad-chain at 1')
  }
})

test('nobody can begin a log under an id of their choice', async () => {
  const chosen = await makeEntry(author, { ...newEnd(randomId(), author), log: randomId() }, { kind: 'report', body: sealedLooking() })
  assert.equal(await refusal([chosen]), 'bad-chain at 0')
  const borrowed = await makeEntry(stranger, newEnd(randomId(), author), { kind: 'report', body: sealedLooking() })
  assert.equal(await refusal([borrowed]), 'bad-chain at 0')
})

test('a body that is not the one in the header is refused', async () => {
  assert.equal(await refusal([zero, { ...one, entry: { ...one.entry, body: sealedLooking() } }]), 'bad-chain at 1')
  const wrongSize = await signHeader(author, { header: { ...one.header, bodySize: one.header.bodySize + 1 }, body: one.entry.body, wraps: [] })
  assert.equal(await refusal([zero, wrongSize]), 'bad-chain at 1')
})

test('a body that was kept back must not be there, and every other must', async () => {
  const without = { ...one.entry, body: new Uint8Array(0) }
  const refusedWith = async (withheld: readonly number[], second: typeof one.entry): Promise<string> => (
    checkChain([zero.entry, second, two.entry], 0, { withheld: new Set(withheld) }).then(() => 'accepted', (error: unknown) => (error instanceof Refusal ? `${error.code} at ${error.details['seq']}` : 'defect')))
  assert.equal(await refusedWith([1], without), 'accepted')
  assert.equal(await refusedWith([], without), 'bad-chain at 1')
  assert.equal(await refusedWith([1], one.entry), 'bad-chain at 1')
  assert.equal(await refusedWith([1], { ...one.entry, body: sealedLooking() }), 'bad-chain at 1')
  assert.equal(await refusedWith([0, 1], without), 'bad-chain at 0')
})

test('a signature by somebody else, or on other bytes, is refused', async () => {
  const forged = await signHeader(stranger, { header: one.header, body: one.entry.body, wraps: [] })
  assert.equal(await refusal([zero, forged]), 'bad-signature at 1')
  assert.equal(await refusal([zero, { ...one, entry: { ...one.entry, signature: randomBytes(64) } }]), 'bad-signature at 1')
  assert.equal(await refusal([zero, { ...one, entry: { ...one.entry, signature: randomBytes(63) } }]), 'bad-signature at 1')
})

test('a header in another spelling is refused', async () => {
  const spaced = new Uint8Array([...one.entry.header.slice(0, -1), 0x20, 0x7d])
  assert.equal(await refusal([zero, { ...one, entry: { ...one.entry, header: spaced } }]), 'bad-chain at 1')
})

test('an acknowledgement holds for its own entry, day and server only', async () => {
  const kept = { log: zero.end.log, seq: 0, hash: zero.hash, day: zero.header.day }
  const acknowledgement = await signAcknowledgement(author, kept)
  assert.equal(await checkAcknowledgement(author.publicId, acknowledgement), true)
  assert.equal(await checkAcknowledgement(stranger.publicId, acknowledgement), false)
  for (const other of [{ seq: 1 }, { hash: base64url(hash(randomBytes(8))) }, { log: randomId() }]) {
    assert.equal(await checkAcknowledgement(author.publicId, { ...acknowledgement, ...other }), false)
  }
})
