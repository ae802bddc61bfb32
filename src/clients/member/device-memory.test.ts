// Goal: a server that goes back behind what a device saw is noticed at the next log-in too, and what the device keeps for that tells nobody
// anything. Method: devices of one member, each with a memory of its own, and a server that forgets.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { LIMITS } from '#base/limits.ts'
import { quickReporter } from '#test/support/client.ts'
import { join, liarOver, openOffice, pageLie, type Liar } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { rememberOn, type DeviceMemory } from './device-memory.ts'
import { openReportAsHandler, reply } from './report.ts'
import { Session } from './session.ts'

const open = await openOffice()
const { api, session } = open
const office = await loadOffice(api, session.id)

interface Kept extends DeviceMemory { readonly kept: Map<string, Uint8Array> }

function memory(): Kept {
  const kept = new Map<string, Uint8Array>()
  return { kept, read: async (name) => kept.get(name) ?? null, write: async (name, sealed) => { kept.set(name, sealed) }, remove: async (name) => { kept.delete(name) } }
}

/** One more log-in on the device that has this memory. Its keys are copies: ending it forgets them. */
async function logInOn(device: DeviceMemory): Promise<{ readonly session: Session; readonly liar: Liar }> {
  const liar = liarOver(session.api, { 'end-session': () => new Response(null, { status: 204 }) })
  const { identity, signSeed, ...rest } = session.unlocked().secrets
  const copied = await Session.open(liar, { ...rest, identity: copyOf(identity), signSeed: copyOf(signSeed) })
  await rememberOn(copied, device, 0)
  return { session: copied, liar }
}

function copyOf<S extends { readonly kind: string; reveal(): Uint8Array }>(secret: S): S {
  const made = Object.getPrototypeOf(secret) as { constructor: new (kind: string, bytes: Uint8Array) => S }
  return new made.constructor(secret.kind, new Uint8Array(secret.reveal()))
}

async function talk(): Promise<string> {
  const draft = { channel: 'web', answers: { what: 'Told once' }, language: 'en', provenance: 'in-browser' } as const
  const { report } = await fileReport(api, office, { draft, keys: await quickReporter() })
  await reply(session, report, { text: 'Answered', language: 'en' })
  return report
}

const cut = (log: string) => pageLie((page) => (page.log === log ? { ...page, entries: page.entries.slice(0, 1) } : page))

test('a report that went back between two log-ins is refused on the device that saw it, and on no other', async () => {
  const id = await talk()
  const device = memory()
  const first = await logInOn(device)
  await openReportAsHandler(first.session, id)
  await first.session.end()
  for (const [where, code] of [[device, 'forged-history'], [memory(), 'accepted']] as const) {
    const again = await logInOn(where)
    again.liar.lies['read-log'] = cut(id)
    assert.equal(await refusalOf(() => openReportAsHandler(again.session, id)), code)
  }
  const honest = await logInOn(device)
  assert.equal((await openReportAsHandler(honest.session, id)).conversation.turns.length, 2)
})

test('an office that went back between two log-ins is refused, and the keys are forgotten', async () => {
  const device = memory()
  const before = session.officeLog().length
  await join(open, { name: 'Later Comer' })
  await session.refresh()
  await (await logInOn(device)).session.end()
  const liar = liarOver(session.api, { 'end-session': () => new Response(null, { status: 204 }), 'read-log': pageLie((page) => ({ ...page, entries: page.entries.slice(0, before) })) })
  const { identity, signSeed, ...rest } = session.unlocked().secrets
  const rolled = await Session.open(liar, { ...rest, identity: copyOf(identity), signSeed: copyOf(signSeed) })
  assert.equal(await refusalOf(() => rememberOn(rolled, device, 0)), 'rolled-back')
  assert.equal(await refusalOf(() => rolled.unlocked()), 'session-ended')
  assert.ok(liar.calls.some(({ route }) => route === 'end-session'))
  await (await logInOn(device)).session.end()
})

test('two windows of one device keep what either saw', async () => {
  const [one, two] = [await talk(), await talk()]
  const device = memory()
  const [left, right] = [await logInOn(device), await logInOn(device)]
  await openReportAsHandler(left.session, one)
  await openReportAsHandler(right.session, two)
  await left.session.end()
  await right.session.end()
  const again = await logInOn(device)
  for (const id of [one, two]) assert.equal(again.session.unlocked().seen.get(`report:${id}`)?.length, 2)
})

test('what is kept names nobody, says nothing, and is of no use to another', async () => {
  const id = await talk()
  const device = memory()
  const first = await logInOn(device)
  await openReportAsHandler(first.session, id)
  await first.session.end()
  const [[name, sealed] = assert.fail()] = [...device.kept]
  assert.equal(device.kept.size, 1)
  for (const told of [id, session.id, session.unlocked().signing.publicId]) assert.ok(!name.includes(told) && !Buffer.from(sealed).toString('latin1').includes(told))
  const other = await join(open, { name: 'Other Member' })
  await rememberOn(other, device, 0)
  assert.equal(device.kept.size, 2, 'under a name of its own')
  assert.equal(other.unlocked().seen.size, 0)
})

test('a memory that somebody damaged is none', async () => {
  const device = memory()
  await (await logInOn(device)).session.end()
  const [name = ''] = device.kept.keys()
  device.kept.set(name, new Uint8Array([1, 2, 3]))
  const again = await logInOn(device)
  assert.equal(again.session.unlocked().seen.size, 0)
})

test('a memory has a limit, and forgets what was seen longest ago', async () => {
  const device = memory()
  const first = await logInOn(device)
  for (let at = 0; at <= LIMITS.rememberedLogsMax; at++) first.session.unlocked().seen.set(`report:${at}`, { log: String(at), length: 1, head: 'h' })
  await first.session.end()
  const { seen } = (await logInOn(device)).session.unlocked()
  assert.deepEqual([seen.size, seen.has('report:0'), seen.has(`report:${LIMITS.rememberedLogsMax}`)], [LIMITS.rememberedLogsMax, false, true])
})
