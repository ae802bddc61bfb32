// Goal: what a member's device makes out of names, codes and links is what every other device makes. Method: spec/vectors/members.json.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { base64url } from '#base/bytes.ts'
import { bytesIn, refusalOf, vectors } from '#test/support/vectors.ts'
import { hash } from '../proof/hash.ts'
import { identityText, newIdentity, seedOfIdentity } from './age-identity.ts'
import { enrolmentProof, invitationFragment, invitationId, newInvitation, parseInvitation, proofHolds, type InviteeKeys } from './invitation.ts'
import { loginBytes, loginName, passphraseSecret, recoveryKeys } from './member.ts'
import { fingerprintWords, newRecoveryCode, randomWords, recoveryEntropy } from './words.ts'

interface Proof extends InviteeKeys { readonly proof: string }
interface Vectors {
  readonly recovery: { readonly code: string; readonly entropy: string; readonly token: string; readonly lock: string }
  readonly logins: readonly { readonly name: string; readonly folded: string; readonly login: string }[]
  readonly officeWords: { readonly office: string; readonly words: readonly string[] }
  readonly invitation: { readonly office: string; readonly secret: string; readonly fragment: string; readonly invitation: string; readonly notFragments: readonly string[] }
  readonly proof: Proof & { readonly refused: readonly (Proof & { readonly why: string })[] }
}
const { recovery, logins, officeWords, invitation, proof } = vectors<Vectors>('members')

test('a recovery code gives its token and its lock', () => {
  for (const spelt of [recovery.code, `  ${recovery.code.toUpperCase().replaceAll(' ', '\n ')}  `]) {
    const entropy = recoveryEntropy(spelt)
    assert.equal(base64url(entropy), recovery.entropy)
    const { token, lock } = recoveryKeys(entropy)
    assert.equal(base64url(token), recovery.token)
    assert.equal(base64url(lock.reveal()), recovery.lock)
  }
})

test('a mistyped recovery code is told', async () => {
  const words = recovery.code.split(' ')
  for (const spelt of ['', words.slice(1).join(' '), [...words.slice(0, -1), 'zoo'].join(' '), words.toReversed().join(' '), `${recovery.code} extra`, 'no words of the list at all']) {
    assert.equal(await refusalOf(() => recoveryEntropy(spelt)), 'recovery-mistyped', spelt)
  }
  assert.equal(recoveryEntropy(newRecoveryCode()).length, 16)
})

for (const { name, folded, login } of logins) {
  test(`${JSON.stringify(name)} logs in as "${folded}"`, () => {
    assert.equal(loginName(name), folded)
    assert.equal(base64url(hash(loginBytes(name))), login)
  })
}

test('folding a name once is enough', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => { assert.equal(loginName(loginName(name)), loginName(name)) }))
})

test('an office’s id is shown as twelve words', () => {
  assert.deepEqual(fingerprintWords(bytesIn(officeWords.office), 12), officeWords.words)
  assert.equal(randomWords(6).length, 6)
  assert.ok(!randomWords(12).includes(''))
})

test('an invitation’s link carries office and secret, and the server knows it by a hash', () => {
  const link = parseInvitation(invitation.fragment)
  assert.deepEqual(link, { office: invitation.office, secret: bytesIn(invitation.secret) })
  assert.equal(invitationFragment(link), invitation.fragment)
  assert.equal(invitationId(link), invitation.invitation)
  assert.notDeepEqual(newInvitation(invitation.office).secret, newInvitation(invitation.office).secret)
})

test('a link that was cut or mistyped is refused', async () => {
  for (const fragment of invitation.notFragments) assert.equal(await refusalOf(() => parseInvitation(fragment)), 'no-such-invitation', fragment)
})

test('a proof holds for its own keys, name, login, office and link, and for no others', () => {
  const link = parseInvitation(invitation.fragment)
  assert.equal(enrolmentProof(link, proof), proof.proof)
  assert.equal(proofHolds(link, proof, proof.proof), true)
  for (const { why, proof: given, ...invitee } of proof.refused) assert.equal(proofHolds(link, invitee, given), false, why)
  assert.ok(proof.refused.length >= 7)
})

test('an identity is spelt as age spells it, and nothing else is read as one', () => {
  const identity = newIdentity('member-identity')
  const text = identityText(identity)
  assert.match(text, /^AGE-SECRET-KEY-PQ-1[A-Z0-9]+$/)
  assert.deepEqual(seedOfIdentity(text), identity.reveal())
  for (const other of ['', 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX', text.slice(0, -1), `${text.slice(0, -1)}${text.endsWith('Q') ? 'P' : 'Q'}`]) {
    assert.equal(seedOfIdentity(other), null)
  }
})

test('what is too short for an export key is none', () => {
  assert.throws(() => passphraseSecret('AAAA'), RangeError)
  assert.throws(() => passphraseSecret('not base64url!'), RangeError)
  assert.equal(passphraseSecret(base64url(new Uint8Array(64).fill(1))).kind, 'member-secret')
})
