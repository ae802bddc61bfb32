// Goal: any two of three holders give a team back when everybody who had its key lost it, nobody gets it by less, and a bad share is
// named. Method: the real server in this process, holders on devices of their own, and administrators who would like a shortcut.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url } from '#base/bytes.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { latestTeam } from '#domain/team.ts'
import { newIdentity, recipientOf } from '#sealing/plain/age-identity.ts'
import { newRecoverySecret, recoveryKeysOf, splitRecovery } from '#sealing/plain/recovery.ts'
import { shareHash } from '#sealing/plain/recovery-share.ts'
import { sealShare } from '#sealing/seal/recovery.ts'
import { quickReporter } from '#test/support/client.ts'
import { join, liarOver, openOffice } from '#test/support/office.ts'
import { refusalOf, refusedWith } from '#test/support/vectors.ts'
import { appendToOffice } from './append.ts'
import { removeMember } from './people.ts'
import { drill, holdersOf, openRecovery } from './recover.ts'
import { arrangeRecovery, giveTeamsToRecovery, myShare, recoveryView } from './recovery.ts'
import { openReportAsHandler } from './report.ts'
import { Session } from './session.ts'
import { admit } from './teams.ts'

const open = await openOffice()
const { api, session: lin } = open
const wei = await join(open, { name: 'Wei Xiulan' })
const chen = await join(open, { name: 'Chen Mo', roles: ['investigator'], teams: [] })
/** Administers, and reads nothing. */
const boss = await join(open, { name: 'Boss', roles: ['administrator'], teams: [] })
const keyOf = (session: Session): string => session.unlocked().signing.publicId

async function report(what: string): Promise<string> {
  const office = await loadOffice(api, lin.id)
  const draft = { channel: 'web', answers: { what }, language: 'en', provenance: 'in-browser' } as const
  return (await fileReport(api, office, { draft, keys: await quickReporter() })).report
}

async function shareOf(holder: Session): Promise<string> {
  await holder.refresh()
  return (await myShare(holder)).text
}

const before = await report('Filed before anything was lost')

test('without a recovery there is nothing to hold, to try or to open', async () => {
  assert.equal(recoveryView(lin), null)
  for (const deed of [() => myShare(lin), () => drill(lin, []), () => openRecovery(lin, []), () => lin.api.call({ route: 'read-recovery', parameters: { office: lin.id } })]) {
    assert.equal(await refusalOf(deed), 'no-such-share')
  }
})

for (const [why, holders, threshold] of [
  ['one holder', [keyOf(lin)], 1], ['a threshold of one', [keyOf(lin), keyOf(wei)], 1], ['a threshold above the holders', [keyOf(lin), keyOf(wei)], 3],
  ['a holder twice', [keyOf(lin), keyOf(lin)], 2], ['a stranger', [keyOf(lin), 'x'], 2],
] as const) {
  test(`a recovery with ${why} is refused`, async () => { assert.equal(await refusalOf(() => arrangeRecovery(lin, { holders, threshold })), 'malformed') })
}

test('a recovery by somebody who does not administer is refused', async () => {
  assert.equal(await refusalOf(() => arrangeRecovery(wei, { holders: [keyOf(lin), keyOf(wei)], threshold: 2 })), 'not-allowed')
})

test('a recovery that a non-reader arranged gets no team’s key until a reader compared it', async () => {
  await arrangeRecovery(boss, { holders: [keyOf(boss), keyOf(chen)], threshold: 2 })
  assert.deepEqual(recoveryView(boss)?.teams, [{ team: 'intake', epoch: 0, given: false, mine: false }])
  const opened = await openRecovery(boss, [await shareOf(boss), await shareOf(chen)])
  assert.deepEqual([opened.teams, opened.lost], [[], ['intake']])
  // Neither does an entry of their own that says so.
  const { fold } = boss.officeLog()
  const team = latestTeam(fold, 'intake') ?? assert.fail()
  assert.equal(await refusalOf(() => appendToOffice(boss, async () => ({ content: { kind: 'team', body: { ...team, recovery: 0 } } }))), 'not-allowed')
  await wei.refresh()
  assert.equal(await refusalOf(() => giveTeamsToRecovery(wei, ['other', 'words'])), 'foreign-key')
  assert.equal(await refusalOf(() => appendToOffice(wei, async () => ({ content: { kind: 'team', body: { ...team, recovery: 0 } } }))), 'malformed')
  assert.equal(await refusalOf(() => appendToOffice(wei, async () => ({ content: { kind: 'team', body: { ...team, recovery: 1 } } }))), 'malformed')
})

test('a recovery comes with a share for each of its holders', async () => {
  await lin.refresh()
  const shares = [lin, wei].map((holder, at) => ({ holder: keyOf(holder), hash: base64url(new Uint8Array(32).fill(at + 1)) }))
  const { recipient, signing } = await recoveryKeysOf(newRecoverySecret(), lin.id)
  const body = { generation: 1, recipient, signKey: signing.publicId, threshold: 2, shares }
  const row = { subject: 'recovery:1', reader: `member:${keyOf(lin)}`, bytes: new Uint8Array(100) }
  for (const wraps of [[], [row], [row, row]]) assert.equal(await refusalOf(() => appendToOffice(lin, async () => ({ content: { kind: 'recovery', body }, wraps }))), 'malformed')
})

test('arranged by a reader, the recovery has the reader’s teams at once, and all see the same fingerprint', async () => {
  await arrangeRecovery(lin, { holders: [keyOf(lin), keyOf(wei), keyOf(chen)], threshold: 2 })
  await wei.refresh()
  const [mine, theirs] = [recoveryView(lin), recoveryView(wei)]
  assert.deepEqual([mine?.generation, mine?.threshold, mine?.drill, mine?.holds], [1, 2, null, true])
  assert.deepEqual(mine?.holders.map(({ name, active }) => [name, active]), [['Lin Yue', true], ['Wei Xiulan', true], ['Chen Mo', true]])
  assert.deepEqual(mine?.teams, [{ team: 'intake', epoch: 0, given: true, mine: true }])
  assert.deepEqual(mine?.fingerprint, theirs?.fingerprint)
  assert.equal(recoveryView(boss)?.holds, true, 'the boss has not seen the newer one yet')
  await boss.refresh()
  assert.equal(recoveryView(boss)?.holds, false)
  assert.equal(await refusalOf(() => myShare(boss)), 'no-such-share')
})

test('a holder’s share is 28 words or one text, and either is known by its holder', async () => {
  await wei.refresh()
  const { words, text, index, generation } = await myShare(wei)
  assert.deepEqual([words.length, index, generation], [28, 2, 1])
  for (const typed of [words.join(' '), text]) assert.deepEqual(holdersOf(lin, [typed]).map(({ name }) => name), ['Wei Xiulan'])
})

test('what is wrong with a share is told, and which of them it is', async () => {
  const [one, two] = [await shareOf(wei), await shareOf(chen)]
  const words = (await myShare(wei)).words.toSpliced(3, 1, 'zoo').join(' ')
  for (const [typed, code, share] of [
    [[two, words], 'share-mistyped', 2], [[one, one], 'share-twice', 2], [['nonsense'], 'share-mistyped', 1], [[''], 'share-mistyped', 1],
  ] as const) {
    const refusal = await refusedWith(() => holdersOf(lin, typed))
    assert.deepEqual([refusal?.code, refusal?.details['share']], [code, share])
  }
  assert.equal(await refusalOf(() => drill(lin, [one])), 'too-few-shares')
  assert.equal(await refusalOf(() => openRecovery(lin, [])), 'too-few-shares')
})

test('a rehearsal opens nothing, and the recovery’s own key says that it went well', async () => {
  const liar = liarOver(lin.api)
  const device = await Session.open(liar, lin.unlocked().secrets)
  await drill(device, [await shareOf(chen), await shareOf(wei)])
  assert.ok(!liar.calls.some(({ route }) => route === 'read-recovery'))
  await chen.refresh()
  assert.deepEqual(recoveryView(chen)?.drill, { day: lin.today(), holders: [keyOf(chen), keyOf(wei)] })
  const body = { generation: 1, holders: [keyOf(chen), keyOf(wei)] }
  assert.equal(await refusalOf(() => appendToOffice(lin, async () => ({ content: { kind: 'drill', body } }))), 'not-allowed', 'nobody else says it')
  assert.equal(await refusalOf(async () => drill(chen, [await shareOf(chen), await shareOf(wei)])), 'not-allowed', 'an administrator brings it')
})

test('the rows for the recovery are given to administrators alone', async () => {
  for (const [who, code] of [[boss, 'accepted'], [wei, 'not-allowed'], [chen, 'not-allowed']] as const) {
    assert.equal(await refusalOf(() => who.api.call({ route: 'read-recovery', parameters: { office: lin.id } })), code)
  }
})

test('when every reader lost the key, two of three holders give the team to whom the office admitted, and to nobody else', async () => {
  await boss.refresh()
  const nia = await join({ ...open, session: boss }, { name: 'Nia', teams: ['intake'] })
  assert.equal(await refusalOf(() => openReportAsHandler(nia, before)), 'no-such-log')
  const opened = await openRecovery(boss, [await shareOf(wei), await shareOf(chen)])
  assert.deepEqual([opened.teams, opened.lost], [['intake'], []])
  const [waiting] = opened.waiting
  assert.deepEqual([opened.waiting.length, waiting?.name, waiting?.signKey], [1, 'Nia', keyOf(nia)])
  const person = waiting ?? assert.fail()
  assert.equal(await refusalOf(() => opened.give([{ ...person, fingerprint: ['other'] }])), 'foreign-key')
  assert.equal(await refusalOf(() => opened.give([{ ...person, signKey: keyOf(chen) }])), 'not-allowed', 'nobody admitted them')
  await opened.give([person])
  opened.forget()
  await nia.refresh()
  assert.equal((await openReportAsHandler(nia, before)).title, 'Filed before anything was lost')
  assert.equal(boss.officeLog().teams.size, 0, 'the administrator at whose desk it was done still reads nothing')
  assert.equal(await refusalOf(() => openReportAsHandler(boss, before)), 'no-such-log')
})

test('where somebody must be left out, the recovery begins the next epoch, seals it to itself, and reports go there', async () => {
  await boss.refresh()
  const ola = await join({ ...open, session: boss }, { name: 'Ola', teams: ['intake'] })
  const shares = [await shareOf(wei), await shareOf(chen)]
  await removeMember(boss, keyOf(wei))
  const opened = await openRecovery(boss, shares)
  await opened.give(opened.waiting)
  opened.forget()
  const team = latestTeam(boss.officeLog().fold, 'intake')
  assert.deepEqual([team?.epoch, team?.members.includes(keyOf(wei)), team?.members.includes(keyOf(ola))], [1, false, true])
  assert.deepEqual(recoveryView(boss)?.teams, [{ team: 'intake', epoch: 1, given: true, mine: false }])
  const after = await report('Filed afterwards')
  await ola.refresh()
  for (const id of [before, after]) assert.ok((await openReportAsHandler(ola, id)).title.startsWith('Filed'))
  // A share of somebody who left can still be gathered, and the page says that they left.
  assert.deepEqual(recoveryView(boss)?.holders.map(({ active }) => active), [true, false, true])
})

test('an epoch that a member begins goes on to the recovery that the one before was given to', async () => {
  await lin.refresh()
  await admit(lin, { team: 'intake', signKey: lin.officeLog().fold.teams.get('intake:1')?.members.find((each) => lin.officeLog().names.get(each) === 'Nia') ?? '', admitted: false })
  assert.deepEqual(recoveryView(lin)?.teams, [{ team: 'intake', epoch: 2, given: true, mine: true }])
})

test('with other holders the shares of before are of no use', async () => {
  await chen.refresh()
  const old = [await shareOf(lin), await shareOf(chen)]
  await arrangeRecovery(lin, { holders: [keyOf(lin), keyOf(boss)], threshold: 2 })
  assert.deepEqual(recoveryView(lin)?.teams.map(({ given }) => given), [true], 'all epochs are given anew')
  assert.equal(recoveryView(lin)?.drill, null)
  assert.equal(await refusalOf(() => openRecovery(lin, old)), 'share-foreign')
  const opened = await openRecovery(lin, [await shareOf(lin), await shareOf(boss)])
  assert.deepEqual([opened.teams, opened.lost], [['intake'], []])
})

test('a recovery of the administrator’s own, which no reader gave a key, begins no epoch', async () => {
  await boss.refresh()
  const secret = newRecoverySecret()
  const { recipient, signing } = await recoveryKeysOf(secret, boss.id)
  const holders = [boss.me, lin.me]
  const generation = (recoveryView(boss)?.generation ?? -1) + 1
  const shares = await splitRecovery(secret, { office: boss.id, generation, shares: 2, threshold: 2 })
  const wraps = await Promise.all(holders.map((holder, at) => sealShare(shares[at] ?? assert.fail(), holder)))
  const listed = shares.map((share, at) => ({ holder: holders[at]?.signKey ?? '', hash: shareHash(share) }))
  await appendToOffice(boss, async () => ({ content: { kind: 'recovery', body: { generation, recipient, signKey: signing.publicId, threshold: 2, shares: listed } }, wraps }))
  for (const team of ['intake', 'another']) await admit(boss, { team, signKey: keyOf(boss), admitted: true })
  const team = latestTeam(boss.officeLog().fold, 'intake') ?? assert.fail()
  const mine = { team: 'intake', epoch: team.epoch + 1, recipient: await recipientOf(newIdentity('team-identity')), members: [keyOf(boss)] }
  const forged = (body: typeof mine) => refusalOf(() => appendToOffice(boss, async () => ({ content: { kind: 'team', body } }), signing))
  assert.deepEqual([await forged(mine), await forged({ ...mine, team: 'another', epoch: 0 })], ['not-allowed', 'not-allowed'])
  await boss.refresh()
  assert.equal(latestTeam(boss.officeLog().fold, 'intake')?.epoch, team.epoch)
})
