// Goal: administrators admit, readers give keys, whoever leaves reads nothing that comes, and a device that dies between two steps leaves
// nothing half done. Method: the real server in this process, an administrator who reads nothing, and hands that try to do more.
import assert from 'node:assert/strict'
import test from 'node:test'
import { isDirectoryBehind } from '#domain/directory.ts'
import { latestTeam } from '#domain/team.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { newIdentity, recipientOf } from '#sealing/plain/age-identity.ts'
import { wrapTeam } from '#sealing/seal/wrap.ts'
import { quickReporter } from '#test/support/client.ts'
import { join, openOffice, refusing, liarOver } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { appendToOffice } from './append.ts'
import { closeChannel, putChannel } from './channels.ts'
import { changeRoles, handOver, removeMember } from './people.ts'
import { openReportAsHandler, reply } from './report.ts'
import { Session } from './session.ts'
import { admit, createTeam, foundTeams, giveKey, mendOffice, renewTeams, waitingHere } from './teams.ts'

const open = await openOffice()
const { api, session: lin } = open

async function report(what = '有人收了钱', channel = 'web') {
  const keys = await quickReporter()
  const office = await loadOffice(api, lin.id)
  const draft = { channel, answers: { what, danger: 'no' }, language: 'zh', provenance: 'in-browser' } as const
  return { keys, id: (await fileReport(api, office, { draft, keys })).report }
}

function keyOf(session: Session): string {
  return session.unlocked().signing.publicId
}

const old = await report('before anybody joined')
// An administrator and nothing else: in no team.
const boss = await join(open, { name: 'Boss', roles: ['administrator'], teams: [] })

test('an administrator who reads nothing takes somebody in, and a reader gives the key', async () => {
  const wei = await join({ ...open, session: boss }, { name: 'Wei', roles: ['intake'], teams: ['intake'] })
  assert.equal(await refusalOf(() => openReportAsHandler(wei, old.id)), 'no-such-log')
  assert.equal(await refusalOf(() => openReportAsHandler(boss, old.id)), 'no-such-log')
  assert.deepEqual(waitingHere(boss), [], 'who has no key gives none')
  await lin.refresh()
  const [waiting, ...others] = waitingHere(lin)
  assert.deepEqual([waiting?.team, waiting?.signKey, waiting?.name, others.length], ['intake', keyOf(wei), 'Wei', 0])
  assert.ok(waiting !== undefined)
  assert.equal(await refusalOf(() => giveKey(lin, waiting, ['other', 'words'])), 'foreign-key')
  await giveKey(lin, waiting, wei.me.fingerprint)
  await wei.refresh()
  assert.equal((await openReportAsHandler(wei, old.id)).conversation.answers['what'], 'before anybody joined')
  assert.deepEqual(waitingHere(lin), [])
  await boss.refresh()
  await mendOffice(boss)
  await reply(wei, old.id, { text: '我们在看', language: 'zh' })
  assert.equal((await openReport(api, await loadOffice(api, lin.id), old.keys)).turns.length, 2, 'the reporter believes the new handler')
})

test('an administrator alone cannot add a reader, whatever is written', async () => {
  await boss.refresh()
  const { fold, office } = boss.officeLog()
  const latest = latestTeam(fold, 'intake') ?? assert.fail()
  const secret = newIdentity('team-identity')
  const mine = { signKey: keyOf(boss), recipient: boss.me.recipient }
  await admit(boss, { team: 'intake', signKey: mine.signKey, admitted: true })
  const forged = (body: object, wraps: Awaited<ReturnType<typeof wrapTeam>>[]) => appendToOffice(boss, async () => ({ content: { kind: 'team', body } as never, wraps }))
  const wrap = await wrapTeam({ office, team: 'intake', epoch: latest.epoch }, secret, mine)
  assert.equal(await refusalOf(() => forged({ ...latest, members: [...latest.members, mine.signKey] }, [wrap])), 'not-allowed')
  const next = { team: 'intake', epoch: latest.epoch + 1, recipient: await recipientOf(secret), members: [mine.signKey] }
  assert.equal(await refusalOf(() => forged(next, [])), 'not-allowed')
  await admit(boss, { team: 'intake', signKey: mine.signKey, admitted: false })
})

test('who is removed reads nothing that comes, and is believed no further; a reader’s desk begins the new epoch', async () => {
  const leaver = await join(open, { name: 'Leaver', roles: ['intake'], teams: ['intake'] })
  await reply(leaver, (await report('his')).id, { text: 'before leaving', language: 'en' })
  const before = latestTeam(lin.officeLog().fold, 'intake')?.epoch ?? -1
  await boss.refresh()
  await removeMember(boss, keyOf(leaver))
  assert.deepEqual(boss.office().teams.find(({ team }) => team === 'intake')?.needsNewEpoch, true, 'the administrator has not the key and cannot begin it')
  assert.equal(await refusalOf(() => leaver.refresh()), 'session-ended')
  await lin.refresh()
  assert.deepEqual(await renewTeams(lin), ['intake'])
  assert.equal(latestTeam(lin.officeLog().fold, 'intake')?.epoch, before + 1)
  assert.equal(latestTeam(lin.officeLog().fold, 'intake')?.members.includes(keyOf(leaver)), false)
  assert.deepEqual(await renewTeams(lin), [], 'once')
  assert.deepEqual(await mendOffice(lin), { teams: [], directory: false })
  const directory = lin.officeLog().fold.directory
  assert.equal(directory?.channels[0]?.epoch, before + 1)
  assert.deepEqual(directory?.former?.map(({ signKey }) => signKey), [keyOf(leaver)])
  const later = await report('after he left')
  assert.equal((await openReportAsHandler(lin, later.id)).readers.includes(`team:intake:${before + 1}`), true)
})

test('what somebody answered before leaving stays the office’s', async () => {
  const leaver = await join(open, { name: 'Answerer', roles: ['intake'], teams: ['intake'] })
  const { id, keys } = await report()
  await reply(leaver, id, { text: 'said in time', language: 'en' })
  await removeMember(lin, keyOf(leaver))
  assert.equal((await openReport(api, await loadOffice(api, lin.id), keys)).turns.at(-1)?.text, 'said in time')
})

test('a device that dies between two steps leaves it to the next desk', async () => {
  const leaver = await join(open, { name: 'Half', roles: ['intake'], teams: ['intake'] })
  let appended = 0
  const dying = liarOver(lin.api, { 'append-entry': (honest) => { appended += 1; return appended > 1 ? refusing('unreachable')(honest, { route: 'append-entry' }) : honest() } })
  const half = await Session.open(dying, lin.unlocked().secrets)
  assert.equal(await refusalOf(() => removeMember(half, keyOf(leaver))), 'unreachable')
  await lin.refresh()
  assert.equal(lin.office().members.find(({ signKey }) => signKey === keyOf(leaver))?.active, false)
  assert.equal(isDirectoryBehind(lin.officeLog().fold), true)
  assert.deepEqual(await mendOffice(lin), { teams: [], directory: false })
})

test('two administrators at once: both changes stand', async () => {
  await Promise.all([boss.refresh(), lin.refresh()])
  const [a, b] = [await join(open, { name: 'A', roles: ['intake'], teams: [] }), await join(open, { name: 'B', roles: ['intake'], teams: [] })]
  await Promise.all([boss.refresh(), lin.refresh()])
  await Promise.all([changeRoles(boss, keyOf(a), ['investigator']), changeRoles(lin, keyOf(b), ['editor'])])
  await Promise.all([boss.refresh(), lin.refresh()])
  const roles = new Map(lin.office().members.map((member) => [member.signKey, member.roles]))
  assert.deepEqual([roles.get(keyOf(a)), roles.get(keyOf(b))], [['investigator'], ['editor']])
  assert.equal(boss.officeLog().head, lin.officeLog().head)
})

test('the last administrator stays', async () => {
  await removeMember(lin, keyOf(boss))
  assert.equal(await refusalOf(() => removeMember(lin, keyOf(lin))), 'last-administrator')
  assert.equal(await refusalOf(() => changeRoles(lin, keyOf(lin), ['intake'])), 'last-administrator')
})

test('a new team has its founder’s key alone, and a channel leads to it', async () => {
  const ombuds = await join(open, { name: 'Ombuds', roles: ['intake'], teams: [] })
  const team = await createTeam(lin, { name: '监察员', founder: keyOf(ombuds) })
  assert.equal(await refusalOf(() => putChannel(lin, { channel: 'ombuds', names: { en: 'Ombuds', zh: '监察员' }, team })), 'no-such-team')
  await ombuds.refresh()
  assert.deepEqual(await foundTeams(ombuds), [team])
  assert.deepEqual(await foundTeams(ombuds), [])
  await lin.refresh()
  assert.equal(lin.office().teams.find((each) => each.team === team)?.name, '监察员')
  await putChannel(lin, { channel: 'ombuds', names: { en: 'Ombuds', zh: '监察员' }, team })
  const { id } = await report('about the whole intake team', 'ombuds')
  assert.equal((await openReportAsHandler(ombuds, id)).conversation.docket.channel, 'ombuds')
  assert.equal(await refusalOf(() => openReportAsHandler(lin, id)), 'no-such-log')
  await closeChannel(lin, 'ombuds')
  assert.equal(await refusalOf(() => report('too late', 'ombuds')), 'no-such-channel')
  assert.equal(await refusalOf(() => closeChannel(lin, 'web')), 'last-channel')
})

test('a successor is admitted to the leaver’s teams, reads what was there, and the leaver does not', async () => {
  const leaver = await join(open, { name: 'From', roles: ['intake'], teams: ['intake'] })
  const successor = await join(open, { name: 'To', roles: ['intake'], teams: [] })
  const { id } = await report('handed over')
  await handOver(lin, { from: keyOf(leaver), to: keyOf(successor) })
  const waiting = waitingHere(lin).find(({ signKey }) => signKey === keyOf(successor)) ?? assert.fail()
  await giveKey(lin, waiting, successor.me.fingerprint)
  await removeMember(lin, keyOf(leaver))
  await successor.refresh()
  assert.equal((await openReportAsHandler(successor, id)).conversation.answers['what'], 'handed over')
  assert.equal((await openReportAsHandler(successor, old.id)).conversation.answers['what'], 'before anybody joined')
  assert.equal(await refusalOf(() => openReportAsHandler(leaver, id)), 'session-ended')
})
