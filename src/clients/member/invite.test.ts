// Goal: nobody gets into an office whom its administrator did not mean. Method: real invitations on a real server, which then swaps
// keys, names, roles and whole invitations; it may even have the link.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, fromBase64url } from '#base/bytes.ts'
import { withToken } from '#clients/member/log-in.ts'
import { enrolmentProof, invitationFragment, invitationId, inviteeNameScheme, newInvitation, parseInvitation, type Invitation } from '#sealing/plain/invitation.ts'
import { sealJson, sealTo } from '#sealing/seal/age.ts'
import { deviceOf, fragmentOf, jsonLie, liarOver, openOffice, pageLie, personAt, type Lie } from '#test/support/office.ts'
import { bytesIn, refusalOf, vectors } from '#test/support/vectors.ts'
import { enrol, readInvitation } from './enrol.ts'
import { confirmMember, inviteMember, listInvitations } from './invite.ts'
import { logIn, logInForToken, resumeSession } from './log-in.ts'
import type { InvitationView } from './member.ts'
import { freshKeys, loginId, type FreshKeys } from './new-member.ts'
import { checkPassphrase, oneTimeCodeAt } from './prepare.ts'
import { fingerprintOf, type Session } from './session.ts'

const open = await openOffice()
const { api, session, world } = open

/** One enrolled invitee for the whole file: the two Argon2id of a passphrase are the slowest thing here. */
const invited = await inviteMember(session, { roles: ['intake'], teams: ['intake'] })
const id = invited.view.invitation
const link = parseInvitation(fragmentOf(invited.link))
const na = personAt(world, '李娜')
const enrolled = await enrol(api, fragmentOf(invited.link), na)

interface Enrolment { login: string; signKey: string; recipient: string; sealedName: string; proof: string }
interface Listed { invitation: string; office: string; inviter: { signKey: string; recipient: string }; roles: string[]; teams: string[]; state: string; sealedSecret: string; enrolment: Enrolment | null }

/** A lie about one listed invitation. */
function listing(change: (listed: Listed) => Listed | Promise<Listed>): Lie {
  return async (honest) => {
    const { invitations } = await (await honest()).json() as { invitations: Listed[] }
    return Response.json({ invitations: await Promise.all(invitations.map((listed) => (listed.invitation === id ? change(listed) : listed))) })
  }
}

async function seen(change: (listed: Listed) => Listed | Promise<Listed>): Promise<{ readonly device: Session; readonly view: InvitationView | undefined }> {
  const { device, liar } = await deviceOf(session)
  liar.lies['list-invitations'] = listing(change)
  return { device, view: (await listInvitations(device))[0] }
}

/** What somebody with a link would enrol with. */
async function enrolmentBy(keys: FreshKeys, under: Invitation, name = '李娜'): Promise<Enrolment> {
  const { signing: { publicId: signKey }, recipient } = keys
  const login = loginId(name)
  return { login, signKey, recipient, sealedName: base64url(await sealJson(inviteeNameScheme(under), { name })), proof: enrolmentProof(under, { name, signKey, recipient, login }) }
}

test('inviter and invitee see the same words, and the same name', async () => {
  const [view] = await listInvitations(session)
  assert.deepEqual([view?.enrolled?.name, view?.enrolled?.fingerprint, view?.forged], ['李娜', enrolled.fingerprint, false])
  const { fingerprint } = vectors<{ readonly fingerprint: { readonly signKey: string; readonly recipient: string; readonly words: readonly string[] } }>('members')
  assert.deepEqual(fingerprintOf(fingerprint.signKey, fingerprint.recipient), fingerprint.words)
})

const stranger = await freshKeys()
for (const [why, change] of [
  ['the signing key swapped', (listed) => ({ ...listed, enrolment: listed.enrolment && { ...listed.enrolment, signKey: stranger.signing.publicId } })],
  ['the recipient swapped', (listed) => ({ ...listed, enrolment: listed.enrolment && { ...listed.enrolment, recipient: stranger.recipient } })],
  ['the login swapped', (listed) => ({ ...listed, enrolment: listed.enrolment && { ...listed.enrolment, login: loginId('somebody else') } })],
  ['all keys swapped under a link of the server’s own', async (listed) => ({ ...listed, enrolment: await enrolmentBy(stranger, newInvitation(session.id)) })],
  ['the roles raised', (listed) => ({ ...listed, roles: ['administrator'] })], ['a team added', (listed) => ({ ...listed, teams: ['intake', 'ombuds'] })],
  ['a team taken away', (listed) => ({ ...listed, teams: [] })], ['another office', (listed) => ({ ...listed, office: loginId('office') })],
  ['a secret sealed to the inviter by anybody', async (listed) => ({ ...listed, sealedSecret: base64url(await sealTo(session.me.recipient, { fragment: invitationFragment(link), roles: ['intake'], teams: ['intake'] })) })],
] as readonly (readonly [string, (listed: Listed) => Listed | Promise<Listed>])[]) {
  test(`an enrolment with ${why} is shown as forged, and not confirmed`, async () => {
    const { device, view } = await seen(change)
    assert.deepEqual([view?.forged, view?.enrolled], [true, null])
    assert.equal(await refusalOf(() => confirmMember(device, id)), 'foreign-key')
  })
}

test('an invitation that a server made for itself, and enrolled in, is shown as forged', async () => {
  const own = newInvitation(session.id)
  const sealedSecret = base64url(await sealTo(session.me.recipient, { fragment: invitationFragment(own), roles: ['intake'], teams: ['intake'] }))
  const { device, liar } = await deviceOf(session)
  const planted = async (listed: Listed): Promise<Listed> => ({ ...listed, invitation: invitationId(own), sealedSecret, enrolment: await enrolmentBy(stranger, own) })
  liar.lies['list-invitations'] = listing(planted)
  assert.deepEqual((await listInvitations(device)).map(({ forged, enrolled: by }) => [forged, by]), [[true, null]])
  assert.equal(await refusalOf(() => confirmMember(device, invitationId(own))), 'foreign-key')
})

test('an invitation by a colleague is neither forged nor for us to confirm', async () => {
  const { device, view } = await seen((listed) => ({ ...listed, inviter: { ...listed.inviter, signKey: stranger.signing.publicId } }))
  assert.deepEqual([view?.forged, view?.enrolled], [false, null])
  assert.equal(await refusalOf(() => confirmMember(device, id)), 'foreign-key')
})

test('somebody who has the link cannot slip in after the fingerprint was compared', async () => {
  const { device, liar } = await deviceOf(session)
  const [view] = await listInvitations(device)
  const thief = await enrolmentBy(stranger, link)
  liar.lies['list-invitations'] = listing((listed) => ({ ...listed, enrolment: thief }))
  assert.equal(await refusalOf(() => confirmMember(device, id)), 'foreign-key')
  assert.equal(await refusalOf(() => confirmMember(device, id, view?.enrolled?.fingerprint)), 'foreign-key')
  assert.deepEqual(liar.calls.filter(({ route }) => route === 'append-entry'), [])
})

test('an invitee whose name holds what nobody sees is not taken in under it', async () => {
  for (const name of ['Li\u200bn Yue', '李娜\n', '\u3164', '李娜 ']) {
    const { device, view } = await seen(async (listed) => ({ ...listed, enrolment: await enrolmentBy(stranger, link, name) }))
    assert.deepEqual([view?.forged, view?.enrolled], [true, null])
    assert.equal(await refusalOf(() => confirmMember(device, id)), 'foreign-key')
  }
})

test('an invitee who names a member’s signing key does not get that member’s teams', async () => {
  const keys: FreshKeys = { ...stranger, signing: session.unlocked().signing }
  const { device } = await seen(async (listed) => ({ ...listed, enrolment: await enrolmentBy(keys, link) }))
  assert.equal(await refusalOf(() => confirmMember(device, id)), 'foreign-key')
})

test('a link that was cut, or leads to another office, is refused', async () => {
  assert.equal(await refusalOf(() => readInvitation(api, fragmentOf(invited.link).slice(0, -1))), 'no-such-invitation')
  const other = { office: loginId('office'), secret: link.secret }
  assert.equal(await refusalOf(() => readInvitation(api, invitationFragment(other))), 'forged-history')
  assert.equal(await refusalOf(() => readInvitation(api, invitationFragment(newInvitation(session.id)))), 'no-such-invitation')
  const liar = liarOver(api, { 'read-directory': pageLie((page) => ({ ...page, entries: page.entries.slice(1) })) })
  assert.equal(await refusalOf(() => readInvitation(liar, fragmentOf(invited.link))), 'forged-history')
  assert.deepEqual((await readInvitation(api, fragmentOf(invited.link))).roles, ['intake'])
})

test('the server learns neither the link’s secret nor the name', async () => {
  const { liar, device } = await deviceOf(session)
  const made = await inviteMember(device, { roles: ['auditor'], teams: [] })
  const secret = base64url(parseInvitation(fragmentOf(made.link)).secret)
  const sent = JSON.stringify(liar.calls.map(({ body, parameters, query }) => [body, parameters, query]))
  assert.ok(!sent.includes(secret) && sent.includes(made.view.invitation))
})

test('confirmed, the invitee logs in and holds the team’s key; the directory names the new handler', async () => {
  await confirmMember(session, id)
  const { fold } = session.officeLog()
  assert.ok(fold.directory?.handlers.includes((await listInvitations(session)).find(({ invitation }) => invitation === id)?.enrolled?.signKey ?? ''))
  world.nowMs += 30_000
  const oneTimeCode = oneTimeCodeAt(na.totpSecret, world.nowMs)
  const { session: hers, token } = await logInForToken(api, { office: session.id, name: ' 李娜 ', passphrase: na.passphrase, oneTimeCode })
  assert.deepEqual([hers.me.name, [...hers.officeLog().teams.keys()]], ['李娜', ['intake:0']])
  const resumed = await resumeSession(api, token, { office: session.id, name: '李娜', passphrase: na.passphrase })
  assert.equal(resumed.me.signKey, hers.me.signKey)
  await confirmMember(session, id)
  assert.equal(session.officeLog().fold.members.size, 2)
  assert.equal(await refusalOf(() => withToken(api, token).call({ route: 'list-invitations', parameters: { office: session.id } })), 'not-allowed')
})

test('a wrong passphrase, a wrong name and a wrong code are one refusal', async () => {
  world.nowMs += 30_000
  const oneTimeCode = oneTimeCodeAt(na.totpSecret, world.nowMs)
  const right = { office: session.id, name: '李娜', passphrase: na.passphrase, oneTimeCode }
  for (const wrong of [{ passphrase: `${na.passphrase}x` }, { name: '李那' }, { oneTimeCode: '000000' }]) {
    assert.equal(await refusalOf(() => logIn(api, { ...right, ...wrong })), 'not-authenticated')
  }
})

test('secrets that name another office than the one asked for are refused', async () => {
  world.nowMs += 60_000
  const credentials = { office: session.id, name: '李娜', passphrase: na.passphrase, oneTimeCode: oneTimeCodeAt(na.totpSecret, world.nowMs) }
  const liar = liarOver(api, { 'finish-session': jsonLie<{ underPassphrase: string }>((answer) => ({ ...answer, underPassphrase: base64url((fromBase64url(answer.underPassphrase) ?? bytesIn('')).subarray(1)) })) })
  assert.equal(await refusalOf(() => logIn(liar, credentials)), 'foreign-key')
})

test('weak passphrases are refused before anything is sent', async () => {
  for (const weak of ['', 'short', 'aaaaaaaaaaaaaaaaaaaaaa', '        spaces         ', '密码密码密码']) assert.equal(await refusalOf(() => { checkPassphrase(weak) }), 'passphrase-weak', weak)
  for (const strong of ['correct horse battery', '春眠不觉晓处处']) assert.equal(await refusalOf(() => { checkPassphrase(strong) }), 'accepted', strong)
})
