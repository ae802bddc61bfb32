// Goal: a second device opens a list out of pages; a page gives nothing that a wrap would not, and its absence or forgery costs time alone.
// Method: the real server in this process with more reports than are worth a page, devices of two members, and a server that lies.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes } from '#base/bytes.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { withdrawReport } from '#clients/reporter/withdraw.ts'
import { newLogSecret } from '#sealing/plain/log-key.ts'
import { newIdentity } from '#sealing/plain/age-identity.ts'
import { hash } from '#sealing/proof/hash.ts'
import { sealKeyring } from '#sealing/seal/keyring.ts'
import { decodeQueuePage, encodeQueuePage } from '#wire/log.ts'
import { decodeKeyringAnswer, encodeKeyringAnswer, encodeNewPage } from '#wire/keyrings.ts'
import { fileAll } from '#test/support/filed.ts'
import { deviceOf, framesAnswer, join, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { eraseReport } from './erase.ts'
import { shareKeys } from './keyrings.ts'
import { removeMember } from './people.ts'
import { listQueue } from './queue.ts'
import { leaveOut, openReportAsHandler } from './report.ts'
import type { Session } from './session.ts'
import { mendOffice, renewTeams } from './teams.ts'

const REPORTS = 10
const INTAKE = 'team:intake:0'
const opened = await openOffice()
const { api, world, session: lin } = opened
const zhou = await join(opened, { name: 'Zhou' })
const boss = await join(opened, { name: 'Boss', roles: ['administrator', 'intake'], teams: [] })
for (const each of [lin, zhou, boss]) await each.refresh()
const office = await loadOffice(api, lin.id)
const filed = await fileAll(api, office, Array.from({ length: REPORTS }, (_, index) => ({ what: `report ${index}`, language: 'en' })))
const TITLES = Array.from({ length: REPORTS }, (_, index) => `report ${index}`).sort()

async function titles(session: Session): Promise<readonly (string | null)[]> {
  return (await listQueue(session)).lines.map(({ title }) => title).sort()
}

const kept = () => world.store.read.keyring(lin.id, INTAKE, null)

test('the first device writes a page behind its list, and the second opens the list out of it', async () => {
  assert.deepEqual(await titles(lin), TITLES)
  assert.equal((await kept()).pages, 0, 'nothing is written before the list is shown')
  await shareKeys(lin)
  assert.equal((await kept()).pages, 1)
  await shareKeys(lin)
  const { device, liar } = await deviceOf(zhou)
  // No row of the list opens: whatever is shown came out of the page.
  liar.lies['list-queue'] = async (honest) => {
    const page = decodeQueuePage(new Uint8Array(await (await honest()).arrayBuffer()))
    const spoilt = (wraps: typeof page.rows[number]['wraps']) => wraps.map((wrap) => ({ ...wrap, bytes: randomBytes(wrap.bytes.length) }))
    return framesAnswer(encodeQueuePage({ ...page, rows: page.rows.map((row) => ({ ...row, wraps: spoilt(row.wraps) })) }))
  }
  assert.deepEqual(await titles(device), TITLES)
  assert.equal(liar.calls.filter(({ route }) => route === 'read-keyring').length, 1)
  assert.equal(device.unlocked().keyrings.unlisted.size, 0)
  assert.equal(device.unlocked().logKeys.size, REPORTS)
  assert.deepEqual(await titles(device), TITLES)
  assert.equal(liar.calls.filter(({ route }) => route === 'read-keyring').length, 1, 'a page is read once')
})

test('a page of somebody else’s, with wrong keys, of another place, or none at all, costs time and shows the same', async () => {
  const secret = zhou.officeLog().teams.get('intake:0') ?? assert.fail()
  const wrong = filed.map(({ id }) => ({ log: id, generation: 0, head: id, key: newLogSecret() }))
  const place = { office: lin.id, team: 'intake', epoch: 0, page: 0, keys: wrong }
  const pages = {
    'wrong keys, by a reader': await sealKeyring(secret, lin.unlocked().signing, place),
    'by somebody who does not read': await sealKeyring(secret, boss.unlocked().signing, place),
    'under another secret': await sealKeyring(newIdentity('team-identity'), lin.unlocked().signing, place),
    'of another page': await sealKeyring(secret, lin.unlocked().signing, { ...place, page: 3 }),
    'no page': randomBytes(300),
  }
  for (const [what, bytes] of Object.entries(pages)) {
    const { device, liar } = await deviceOf(zhou)
    liar.lies['read-keyring'] = () => framesAnswer(encodeKeyringAnswer({ pages: 1, kept: { page: 0, hash: base64url(hash(bytes)), bytes } }))
    assert.deepEqual(await titles(device), TITLES, what)
  }
  const { device, liar } = await deviceOf(zhou)
  liar.lies['read-keyring'] = async (honest) => { const answer = decodeKeyringAnswer(new Uint8Array(await (await honest()).arrayBuffer())); return framesAnswer(encodeKeyringAnswer({ ...answer, kept: null })) }
  assert.deepEqual(await titles(device), TITLES)
})

test('pages are a team’s: nobody else reads or writes them, and two who write at once lose nothing but one’s work', async () => {
  const ask = (session: Session, reader: string) => session.api.call({ route: 'read-keyring', parameters: { office: lin.id }, query: { reader } })
  assert.equal(await refusalOf(() => ask(boss, INTAKE)), 'no-such-team')
  for (const reader of ['team:intake:1', 'team:nowhere:0', 'reporter']) assert.equal(await refusalOf(() => ask(lin, reader)), 'no-such-team', reader)
  const secret = zhou.officeLog().teams.get('intake:0') ?? assert.fail()
  const page = async (by: Session, number = 0) => sealKeyring(secret, by.unlocked().signing, { office: lin.id, team: 'intake', epoch: 0, page: number, keys: [] })
  const put = (by: Session, more: { readonly bytes: Awaited<ReturnType<typeof page>>; readonly page?: number; readonly replaces?: string | null }) => (
    by.api.call({ route: 'put-keyring', parameters: { office: lin.id }, body: encodeNewPage({ reader: INTAKE, page: 0, replaces: null, ...more }) }))
  const before = (await kept()).row?.hash ?? assert.fail()
  assert.equal(await refusalOf(async () => put(boss, { bytes: await page(boss) })), 'no-such-team')
  assert.equal(await refusalOf(async () => put(lin, { bytes: await page(zhou), replaces: before })), 'not-allowed')
  assert.equal(await refusalOf(async () => put(lin, { bytes: (await page(lin)).fill(0, 0, 8), replaces: before })), 'bad-signature')
  assert.equal(await refusalOf(async () => put(lin, { bytes: await page(lin) })), 'card-stale')
  assert.equal(await refusalOf(async () => put(lin, { bytes: await page(lin, 2), page: 2 })), 'card-stale', 'no page is left out')
  const both = await Promise.allSettled([lin, zhou].map(async (by) => put(by, { bytes: await page(by), replaces: before })))
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
})

test('an erased report stands in no page, and a report from which somebody was left out gets into none', async () => {
  const { device } = await deviceOf(lin)
  await titles(device)
  await shareKeys(device)
  assert.equal((await kept()).pages, 1)
  const [first, second] = filed
  await withdrawReport(api, office, { keys: first?.keys ?? assert.fail(), text: '', language: 'en', erase: true })
  await openReportAsHandler(lin, first?.id ?? '')
  await eraseReport(lin, first?.id ?? '')
  assert.equal((await kept()).pages, 0, 'no page that may list it is left')
  await openReportAsHandler(lin, second?.id ?? '')
  await leaveOut(lin, second?.id ?? '', `member:${zhou.me.signKey}`)
  const { device: later } = await deviceOf(lin)
  await titles(later)
  assert.equal([...later.unlocked().keyrings.unlisted.values()].some(({ log }) => log === second?.id), false)
  await shareKeys(later)
  assert.equal((await kept()).pages, 1)
})

test('a new epoch has pages of its own, and who left reads none of them', async () => {
  await removeMember(lin, zhou.me.signKey)
  await lin.refresh()
  await renewTeams(lin)
  await mendOffice(lin)
  assert.equal(await refusalOf(() => zhou.api.call({ route: 'read-keyring', parameters: { office: lin.id }, query: { reader: INTAKE } })), 'session-ended')
  const secret = lin.officeLog().teams.get('intake:0') ?? assert.fail()
  const bytes = await sealKeyring(secret, lin.unlocked().signing, { office: lin.id, team: 'intake', epoch: 0, page: 0, keys: [] })
  assert.equal(await refusalOf(async () => lin.api.call({ route: 'put-keyring', parameters: { office: lin.id }, body: encodeNewPage({ reader: INTAKE, page: 0, replaces: (await kept()).row?.hash ?? null, bytes }) })), 'not-allowed', 'pages of an earlier epoch stay as they are')
})
