// Goal: a report that is kept from somebody is opened by the others, by name, and by nobody who comes later, until one of them gives it.
// Method: the real server in this process, the named and the left-out, and a server that lies about who is named.
import assert from 'node:assert/strict'
import test from 'node:test'
import { nameReaders } from '#clients/member/channels.ts'
import { listQueue } from '#clients/member/queue.ts'
import { openReportAsHandler, reply, writeNote } from '#clients/member/report.ts'
import type { Session } from '#clients/member/session.ts'
import { newIdentity, recipientOf } from '#sealing/plain/age-identity.ts'
import { quickReporter } from '#test/support/client.ts'
import { join, liarOver, openOffice, pageLie } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { fileReport } from './file-report.ts'
import { loadOffice } from './load-office.ts'
import { openReport } from './open-report.ts'
import { loadReaders, othersThan, type NamedPerson } from './readers.ts'

const opened = await openOffice()
const { api, session: lin } = opened
const her = await join(opened, { name: 'Wei Fang' })
const other = await join(opened, { name: 'Zhou Qi' })

function keyOf(session: Session): string {
  return session.unlocked().signing.publicId
}

await lin.refresh()
await nameReaders(lin, 'web', [lin, her, other].map((each) => ({ signKey: keyOf(each), names: { en: each.me.name, zh: each.me.name } })))
for (const each of [her, other]) await each.refresh()
const office = await loadOffice(api, lin.id)
const channel = office.channels[0] ?? assert.fail()

async function filed(people?: readonly NamedPerson[]) {
  const keys = await quickReporter()
  const draft = { channel: 'web', answers: { what: 'This is about her', danger: 'no' }, language: 'en', provenance: 'in-browser', ...(people === undefined ? {} : { people }) } as const
  return { keys, report: (await fileReport(api, office, { draft, keys })).report }
}

test('the channel’s people are named by the directory, and by nobody else', async () => {
  const people = await loadReaders(api, lin.id, channel)
  assert.deepEqual(people.map(({ names }) => names.en).sort(), ['Lin Yue', 'Wei Fang', 'Zhou Qi'])
  assert.deepEqual(await loadReaders(api, lin.id, { channel: 'web' }), [])
  for (const lie of [pageLie((page) => ({ ...page, entries: [] })), pageLie((page) => ({ ...page, entries: page.entries.map((entry) => ({ ...entry, body: new TextEncoder().encode('{}') })) }))]) {
    assert.equal(await refusalOf(() => loadReaders(liarOver(api, { 'read-readers': lie }), lin.id, channel)), 'forged-history')
  }
  assert.equal(await refusalOf(() => loadReaders(api, lin.id, { channel: 'other', readers: channel.readers })), 'forged-history')
  assert.equal(await refusalOf(() => api.call({ route: 'read-readers', parameters: { office: lin.id, entry: office.directory } })), 'no-such-channel', 'no other entry of the office log')
})

test('a report about her goes to the others, and she finds nothing of it', async () => {
  const others = othersThan(await loadReaders(api, lin.id, channel), [keyOf(her)])
  const { keys, report } = await filed(others)
  const view = await openReportAsHandler(lin, report)
  assert.deepEqual([...view.readers].sort(), [`member:${keyOf(lin)}`, `member:${keyOf(other)}`, 'reporter'].sort())
  await writeNote(lin, report, { text: 'not for her' })
  assert.equal((await openReportAsHandler(other, report)).desk.notes[0]?.text, 'not for her')
  assert.equal(await refusalOf(() => openReportAsHandler(her, report)), 'no-such-log')
  assert.equal((await listQueue(her, { limit: 200 })).lines.some(({ id }) => id === report), false)
  await reply(other, report, { text: 'We look into it.', language: 'en' })
  assert.equal((await openReport(api, office, keys)).turns.at(-1)?.text, 'We look into it.')
  const later = await join(opened, { name: 'Newcomer' })
  assert.equal(await refusalOf(() => openReportAsHandler(later, report)), 'no-such-log', 'who joins later')
})

test('somebody must be left, and only who is named can be left out', async () => {
  const people = await loadReaders(api, lin.id, channel)
  assert.throws(() => othersThan(people, people.map(({ signKey }) => signKey)), { code: 'nobody-left' })
  assert.throws(() => othersThan(people, [office.office]), { code: 'malformed' })
})

test('a stranger’s key, the team beside names, and a row twice are refused', async () => {
  const [first] = await loadReaders(api, lin.id, channel)
  assert.ok(first !== undefined)
  const stranger = { ...first, signKey: office.office, recipient: await recipientOf(newIdentity('member-identity')) }
  assert.equal(await refusalOf(() => filed([first, stranger])), 'no-such-channel')
  assert.equal(await refusalOf(() => filed([first, first])), 'no-such-channel')
  assert.equal(await refusalOf(() => filed([])), 'no-such-channel')
})
