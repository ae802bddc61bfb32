// Goal: a member's keys open under their own lock and no other, and names and invitations under theirs. Method:
// spec/vectors/members.json and secrets of our own.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes } from '#base/bytes.ts'
import { bytesIn, refusalOf, vectors } from '#test/support/vectors.ts'
import { identityText, newIdentity, seedOfIdentity } from '../plain/age-identity.ts'
import { inviteeNameScheme, parseInvitation } from '../plain/invitation.ts'
import type { MemberSecrets } from '../plain/member.ts'
import { passkeyQuestion, passkeySecret } from '../plain/passkey.ts'
import { inviterScheme, nameScheme, passkeyLabelScheme, type MemberLock } from '../plain/schemes.ts'
import { Secret } from '../plain/secret.ts'
import { sealJson } from '../seal/age.ts'
import { sealMember } from '../seal/member.ts'
import { openJson } from './age.ts'
import { openMember } from './member.ts'

interface Vectors {
  readonly blob: {
    readonly opensTo: { readonly office: string; readonly name: string; readonly identity: string; readonly signSeed: string }
    readonly passphrase: { readonly exportKey: string; readonly sealed: string }
    readonly recovery: { readonly lock: string; readonly sealed: string }
    readonly passkey: { readonly answer: string; readonly sealed: string }
    readonly refused: readonly { readonly name: string; readonly lock: MemberLock; readonly secret: string; readonly sealed: string; readonly refusal: string }[]
  }
  readonly passkeys: {
    readonly questions: readonly { readonly host: string; readonly question: string }[]
    readonly label: { readonly identity: string; readonly office: string; readonly passkey: string; readonly label: string; readonly sealed: string }
  }
  readonly invitation: { readonly fragment: string; readonly sealedName: string; readonly name: string }
  readonly inviter: { readonly identity: string; readonly office: string; readonly invitation: string; readonly opensTo: unknown; readonly sealed: string }
  readonly name: { readonly office: string; readonly key: string; readonly name: string; readonly sealed: string }
}
const { blob, passkeys, invitation, inviter, name } = vectors<Vectors>('members')
const lockOf = (bytes: string): Secret<'recovery'> => new Secret('recovery', bytesIn(bytes))

function spelt({ office, name: called, identity, signSeed }: MemberSecrets): Vectors['blob']['opensTo'] {
  return { office, name: called, identity: identityText(identity), signSeed: base64url(signSeed.reveal()) }
}

test('the secrets of the vectors open under each lock', async () => {
  assert.deepEqual(spelt(await openMember('passphrase', lockOf(blob.passphrase.exportKey), bytesIn(blob.passphrase.sealed))), blob.opensTo)
  assert.deepEqual(spelt(await openMember('recovery', lockOf(blob.recovery.lock), bytesIn(blob.recovery.sealed))), blob.opensTo)
  assert.deepEqual(spelt(await openMember('passkey', lockOf(blob.passkey.answer), bytesIn(blob.passkey.sealed))), blob.opensTo)
})

for (const { name: why, lock, secret, sealed, refusal } of blob.refused) {
  test(`secrets are refused: ${why}`, async () => { assert.equal(await refusalOf(() => openMember(lock, lockOf(secret), bytesIn(sealed))), refusal) })
}

test('a passkey is asked another question at each host, and its name opens for its member alone', async () => {
  for (const { host, question } of passkeys.questions) assert.equal(base64url(passkeyQuestion(host)), question)
  const { identity, office, passkey, label, sealed } = passkeys.label
  const seed = seedOfIdentity(identity)
  assert.ok(seed !== null)
  const member = new Secret('member-identity', seed)
  assert.deepEqual(await openJson(passkeyLabelScheme(member, { office, passkey }), bytesIn(sealed)), { label })
  assert.equal(await refusalOf(() => openJson(passkeyLabelScheme(member, { office, passkey: office }), bytesIn(sealed))), 'foreign-key')
  assert.equal(await refusalOf(() => openJson(passkeyLabelScheme(newIdentity('member-identity'), { office, passkey }), bytesIn(sealed))), 'foreign-key')
  assert.throws(() => passkeySecret(new Uint8Array(31)), RangeError)
})

test('our own secrets open again, and all are of one size', async () => {
  const secret = lockOf(blob.recovery.lock)
  const secrets: MemberSecrets = { office: blob.opensTo.office, name: '李娜', identity: newIdentity('member-identity'), signSeed: new Secret('sign-seed', randomBytes(32)) }
  const sealed = await sealMember('recovery', secret, secrets)
  assert.deepEqual(spelt(await openMember('recovery', secret, sealed)), spelt(secrets))
  assert.equal((await sealMember('recovery', secret, { ...secrets, name: 'L' })).length, sealed.length)
  assert.equal(await refusalOf(() => openMember('recovery', secret, sealed.subarray(1))), 'foreign-key')
  assert.equal(await refusalOf(async () => openMember('recovery', secret, await sealJson({ ...inviteeNameScheme({ office: '', secret: randomBytes(16) }), wrapKeyFor: () => randomBytes(32) }, null))), 'foreign-key')
})

test('an invitee’s name opens with the link’s secret', async () => {
  const link = parseInvitation(invitation.fragment)
  assert.deepEqual(await openJson(inviteeNameScheme(link), bytesIn(invitation.sealedName)), { name: invitation.name })
  assert.equal(await refusalOf(() => openJson(inviteeNameScheme({ ...link, secret: randomBytes(16) }), bytesIn(invitation.sealedName))), 'foreign-key')
})

test('what an inviter kept opens for the inviter and this invitation only', async () => {
  const identity = new Secret('member-identity', seedOfIdentity(inviter.identity) ?? assert.fail())
  assert.deepEqual(await openJson(inviterScheme(identity, inviter), bytesIn(inviter.sealed)), inviter.opensTo)
  assert.equal(await refusalOf(() => openJson(inviterScheme(newIdentity('member-identity'), inviter), bytesIn(inviter.sealed))), 'foreign-key')
  assert.equal(await refusalOf(() => openJson(inviterScheme(identity, { ...inviter, invitation: inviter.office }), bytesIn(inviter.sealed))), 'foreign-key')
})

test('a member’s name opens under the office log’s key', async () => {
  const key = { office: name.office, log: name.office, generation: 0, key: new Secret('log-key', bytesIn(name.key)) }
  assert.deepEqual(await openJson(nameScheme(key), bytesIn(name.sealed)), { name: name.name })
})
