// Goal: a card shows what its author signed, reflects a head that the log has, and never gives way to an older one. Method: cards
// of three heads by two handlers, and cards that lie.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { randomBytes, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { hash } from '#sealing/proof/hash.ts'
import { cardSignedBytes, encodeCard } from '#sealing/sealed/card.ts'
import { idBytes, makeEntry, newEnd, randomId, sealedLooking, wrapLooking, type Made } from '#test/support/entries.ts'
import { fileReport, headOf, joinOffice, newOffice, type Member, type Office } from '#test/support/people.ts'
import { append, done, newWorld, refusalOf, type World } from '#test/support/world.ts'
import { encodeAppend } from '#wire/append.ts'
import { encodeFrames } from '#wire/frames.ts'

const endings: (() => Promise<void>)[] = []
let world: World
let office: Office
let handler: Member
let outsider: Member
before(async () => {
  world = await newWorld({ after: (end) => { endings.push(end) } })
  office = await newOffice(world)
  handler = await joinOffice(world, office, { name: 'handler', roles: ['intake'], inTeam: true })
  outsider = await joinOffice(world, office, { name: 'outsider', roles: ['intake'], inTeam: false })
})
after(async () => { for (const end of endings) await end() })

async function deskLog(): Promise<Made> {
  const report = await fileReport(world, office)
  const made = await makeEntry(handler.author, newEnd(office.office, handler.author), {
    kind: 'opened', body: sealedLooking(), seen: headOf(office), wraps: [wrapLooking('team:intake:0')], extra: { keyCommit: randomId(), about: report.made.end.log },
  })
  await done(await world.send('open-log', { parameters: { office: office.office }, body: encodeAppend(made), as: handler }))
  return made
}

async function note(on: Made): Promise<Made> {
  const made = await makeEntry(handler.author, on.end, { kind: 'note', body: sealedLooking(), seen: headOf(office) })
  await done(await append(world, handler, made))
  return made
}

async function card(reflects: Made, by: Member = handler, change: { readonly log?: string; readonly office?: string } = {}): Promise<Bytes> {
  const body = randomBytes(LIMITS.cardBytes)
  const clear = { office: office.office, log: reflects.end.log, author: by.author.publicId, seq: reflects.header.seq, head: reflects.hash, bodyHash: hash(body), ...change }
  const signature = await by.author.sign(cardSignedBytes(clear))
  return encodeCard({ signature, author: idBytes(by.author.publicId), seq: clear.seq, head: idBytes(clear.head), body })
}

function put(reflects: Made, bytes: Bytes, as: Member = handler): Promise<Response> {
  return world.send('put-card', { parameters: { log: reflects.end.log }, as, body: encodeFrames({ seq: reflects.header.seq, head: reflects.hash }, [bytes]) })
}

test('a card is put, put again, and replaced by one of a later head only', async () => {
  const opened = await deskLog()
  const first = await card(opened)
  assert.equal((await put(opened, first)).status, 204)
  assert.equal((await put(opened, first)).status, 204, 'the same again')
  assert.equal(await refusalOf(await put(opened, await card(opened))), 'card-stale', 'another one of the same head')
  const noted = await note(opened)
  const second = await card(noted)
  assert.equal((await put(noted, second)).status, 204)
  assert.equal(await refusalOf(await put(opened, await card(opened))), 'card-stale', 'an older head')
  assert.deepEqual((await world.store.read.card(opened.end.log))?.bytes, second)
})

test('a card that reflects a head that the log never had is stale', async () => {
  const opened = await deskLog()
  const elsewhere = await deskLog()
  const other = { ...opened, hash: elsewhere.hash }
  assert.equal(await refusalOf(await put(other, await card(other))), 'card-stale')
  const later = { ...opened, header: { ...opened.header, seq: 9 } }
  assert.equal(await refusalOf(await put(later, await card(later))), 'card-stale')
})

test('a card by somebody else, about another log or with another signature is refused', async () => {
  const opened = await deskLog()
  assert.equal(await refusalOf(await put(opened, await card(opened, office.admin))), 'not-allowed')
  assert.equal(await refusalOf(await put(opened, await card(opened, handler, { log: randomId() }))), 'bad-signature')
  assert.equal(await refusalOf(await put(opened, await card(opened, handler, { office: randomId() }))), 'bad-signature')
  const whole = await card(opened)
  assert.equal(await refusalOf(await put(opened, new Uint8Array([...whole.slice(0, -1), 0]))), 'bad-signature')
  assert.equal(await refusalOf(await put(opened, whole.slice(0, 100))), 'malformed')
  assert.equal(await refusalOf(await put(opened, new Uint8Array(LIMITS.cardBytes * 2))), 'malformed')
})

test('only a handler who can read the desk log puts its card, and only a desk log has one', async () => {
  const opened = await deskLog()
  assert.equal(await refusalOf(await put(opened, await card(opened, outsider), outsider)), 'no-such-log')
  const report = await fileReport(world, office)
  assert.equal(await refusalOf(await put(report.made, await card(report.made))), 'no-such-log')
})

test('nothing that was refused left a defect behind', () => {
  assert.deepEqual(world.defects, [])
})
