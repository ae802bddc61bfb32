// What members and offices are made of: secrets at rest, invitations, fingerprints, and an office's log.
import { entropyToMnemonic } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { identityText, pad, recipientText, scheme, sealJson } from '../second/age.ts'
import { ascii, b64, canonical, fixed, hkdf, hmac, join, sha256, signer, unb64, type Bytes, type Signer, type Value } from '../second/primitives.ts'
import { DAY, drawn, OFFICE, sign, told, type Made } from './log.ts'

/** `count` words of the BIP-39 list, eleven bits each, from the first bit on. */
export function words(bytes: Bytes, count: number): string[] {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return Array.from({ length: count }, (_, index) => wordlist[Number.parseInt(bits.slice(index * 11, index * 11 + 11), 2)] ?? '')
}

const NAMES: readonly (readonly [string, string])[] = [
  ['Li Na', 'li na'], ['  LI   na ', 'li na'], ['李娜', '李娜'], ['ＬＩ Ｎａ', 'li na'], ['Ángel', 'ángel'], ['A\u0301ngel', 'ángel'], ['Li\u00a0Na\t', 'li na'],
]

export function members(): Value {
  const [identity, seed, secret] = [fixed('member identity seed'), fixed('member sign seed'), fixed('invitation secret', 16)]
  const [exportKey, entropy] = [fixed('export key', 64), fixed('recovery entropy', 16)]
  const answer = fixed('prf answer')
  const lock = hkdf(entropy, ascii('postern/recovery/v1/wrap'))
  const blob = { office: OFFICE, name: '李娜', identity: identityText(identity), signSeed: b64(seed) }
  const member = (purpose: string, key: Bytes) => scheme({ type: 'postern-member', argument: purpose, label: `postern/member/v1/${purpose}` }, key)
  const sealed = (purpose: string, key: Bytes): string => b64(sealJson(member(purpose, key), drawn(`blob/${purpose}`), pad(blob)))
  const [signKey, recipient] = [signer(seed).publicId, recipientText(identity)]
  const login = b64(sha256(ascii('postern/login/v1\nli na')))
  const invitee = { name: 'Li Na', signKey, recipient, login }
  const proofOf = (value: Value, under: Bytes = secret): string => b64(hmac(under, join(ascii('postern/enrol/v1\n'), ascii(canonical(value)))))
  const proof = proofOf({ office: OFFICE, ...invitee })
  const invitation = b64(sha256(ascii('postern/invitation/v1\n'), secret))
  const officeKey = fixed('office log key')
  const promised = { fragment: `${OFFICE}.${b64(secret)}`, roles: ['intake'], teams: ['intake'] }
  return {
    blob: {
      opensTo: blob, passphrase: { exportKey: b64(exportKey), sealed: sealed('passphrase', exportKey) }, recovery: { lock: b64(lock), sealed: sealed('recovery', lock) },
      passkey: { answer: b64(answer), sealed: sealed('passkey', answer) },
      refused: [
        { name: 'the other lock’s blob', lock: 'recovery', secret: b64(lock), sealed: sealed('passphrase', exportKey), refusal: 'malformed' },
        { name: 'a passkey’s blob for the passphrase’s', lock: 'passphrase', secret: b64(answer), sealed: sealed('passkey', answer), refusal: 'malformed' },
        { name: 'another passkey’s answer', lock: 'passkey', secret: b64(fixed('other prf answer')), sealed: sealed('passkey', answer), refusal: 'foreign-key' },
        { name: 'another secret', lock: 'passphrase', secret: b64(fixed('other export key', 64)), sealed: sealed('passphrase', exportKey), refusal: 'foreign-key' },
        { name: 'no identity in it', lock: 'recovery', secret: b64(lock), sealed: b64(sealJson(member('recovery', lock), drawn('bad'), pad({ ...blob, identity: 'AGE-SECRET-KEY-1' }))), refusal: 'malformed' },
        { name: 'a member too many', lock: 'recovery', secret: b64(lock), sealed: b64(sealJson(member('recovery', lock), drawn('more'), pad({ ...blob, more: 1 }))), refusal: 'malformed' },
      ],
    },
    passkeys: passkeys(identity),
    recovery: { code: entropyToMnemonic(entropy, wordlist), entropy: b64(entropy), token: b64(hkdf(entropy, ascii('postern/recovery/v1/token'))), lock: b64(lock) },
    logins: NAMES.map(([name, folded]) => ({ name, folded, login: b64(sha256(ascii(`postern/login/v1\n${folded}`))) })),
    fingerprint: { signKey, recipient, words: words(sha256(ascii(`postern/fingerprint/v1\n${signKey}\n${recipient}`)), 6) },
    officeWords: { office: OFFICE, words: words(unb64(OFFICE), 12) },
    invitation: {
      office: OFFICE, secret: b64(secret), fragment: `${OFFICE}.${b64(secret)}`, invitation,
      notFragments: ['', OFFICE, `${OFFICE}.`, `${OFFICE}.${b64(secret)}.`, `${OFFICE}.${b64(secret).slice(0, -1)}`, `${OFFICE.slice(1)}.${b64(secret)}`, `${OFFICE}.${b64(secret).slice(0, -1)}h`],
      sealedName: b64(sealJson(scheme({ type: 'postern-enrol', argument: 'name', label: 'postern/enrol/v1/name' }, secret), drawn('enrol name'), pad({ name: 'Li Na' }))), name: 'Li Na',
    },
    proof: {
      ...invitee, proof,
      refused: [
        { why: 'another signing key', ...invitee, signKey: signer(fixed('server’s own')).publicId, proof }, { why: 'another recipient', ...invitee, recipient: recipientText(fixed('other identity seed')), proof },
        { why: 'another name', ...invitee, name: 'Li Nan', proof }, { why: 'another login', ...invitee, login: b64(fixed('login')), proof },
        { why: 'a proof for another office', ...invitee, proof: proofOf({ office: b64(fixed('other office')), ...invitee }) },
        { why: 'a proof under another secret', ...invitee, proof: proofOf({ office: OFFICE, ...invitee }, fixed('guess', 16)) }, { why: 'a proof that is none', ...invitee, proof: '' },
      ],
    },
    inviter: {
      identity: identityText(identity), office: OFFICE, invitation, opensTo: promised,
      sealed: b64(sealJson(scheme({ type: 'postern-inviter', argument: '0', label: 'postern/inviter/v1' }, identity, [unb64(OFFICE), unb64(invitation)]), drawn('inviter'), pad(promised))),
    },
    name: { office: OFFICE, key: b64(officeKey), name: '李娜', sealed: b64(sealJson(scheme({ type: 'postern-name', argument: '0', label: 'postern/name/v1' }, officeKey, [unb64(OFFICE)]), drawn('name'), pad({ name: '李娜' }))) },
  }
}

/** What a passkey is asked at each host, and what its member calls it. */
function passkeys(identity: Bytes): Value {
  const passkey = b64(sha256(fixed('credential id', 48)))
  const hosts = ['office.example', 'localhost', `${'a'.repeat(56)}.onion`]
  const label = scheme({ type: 'postern-passkey', argument: 'label', label: 'postern/passkey-label/v1' }, identity, [unb64(OFFICE), unb64(passkey)])
  return {
    questions: hosts.map((host) => ({ host, question: b64(sha256(ascii(`postern/passkey/v1\n${host}`))) })),
    label: { identity: identityText(identity), office: OFFICE, passkey, label: '办公室的电脑', sealed: b64(sealJson(label, drawn('passkey label'), pad({ label: '办公室的电脑' }))) },
  }
}

export const founder = signer(fixed('founder sign seed'))
const second = signer(fixed('second sign seed'))
export const SERVER_SIGNER = signer(fixed('server sign seed'))
const SERVER = SERVER_SIGNER.publicId
const FOUNDER_BOX = recipientText(fixed('founder identity seed'))
const TEAM_BOX = recipientText(fixed('team identity seed'))

export function next(before: readonly Made[], author: Signer, what: { readonly kind: string; readonly value: Value; readonly extra?: Readonly<Record<string, Value | undefined>> }): Made {
  const body = ascii(canonical(what.value))
  const [first, last] = [before[0], before.at(-1)]
  return sign(author, {
    v: 1, office: first?.hash ?? '', log: first?.hash ?? '', generation: 0, seq: before.length, prev: last?.hash ?? null, kind: what.kind, author: author.publicId,
    day: DAY, bodyHash: b64(sha256(body)), bodySize: body.length, seen: last?.hash ?? null, docket: null, nonce: first === undefined ? b64(fixed('genesis nonce', 16)) : undefined, ...what.extra,
  }, body)
}

const names = { en: 'Example Office', zh: '示例机构' }
export const person = (signKey: string, recipient: string, roles: readonly string[]): Value => ({ signKey, recipient, roles, active: true, sealedName: '' })
const channel = { channel: 'web', kind: 'web', names, team: 'intake', epoch: 0, recipient: TEAM_BOX, questionnaire: b64(fixed('questionnaire')) }
const directory = { names, timeZone: 'Asia/Shanghai', serverKey: SERVER, salt: b64(fixed('installation salt')), handlers: [founder.publicId], channels: [channel] }

/** Entries 0 to 6 of an office: genesis, its founder, settings, an admission, a team, a directory, and a second member. */
export function officeEntries(): Made[] {
  const made: Made[] = []
  const add = (kind: string, value: Value, extra = {}): void => { made.push(next(made, founder, { kind, value, extra })) }
  add('genesis', { administrator: { signKey: founder.publicId, recipient: FOUNDER_BOX }, recovery: null, serverKey: SERVER })
  add('member', person(founder.publicId, FOUNDER_BOX, ['administrator', 'intake']), { keyCommit: b64(fixed('office commitment')) })
  add('settings', { names, timeZone: 'Asia/Shanghai' })
  add('admission', { team: 'intake', signKey: founder.publicId, admitted: true })
  add('team', { team: 'intake', epoch: 0, recipient: TEAM_BOX, members: [founder.publicId] })
  add('directory', directory)
  add('member', person(second.publicId, recipientText(fixed('second identity seed')), ['administrator']))
  return made
}

/** The first entry of that office. */
export function officeGenesis(): Made {
  const [genesis] = officeEntries()
  if (genesis === undefined) throw new Error('an office without a genesis')
  return genesis
}

export function officeLog(): Value {
  const log = officeEntries()
  const [genesis, first, , , , listed] = log as [Made, Made, Made, Made, Made, Made]
  const stray = (author: Signer, kind: string, value: Value): Made => next(log, author, { kind, value })
  const strayDirectory = (more: Readonly<Record<string, Value>>): Made => stray(founder, 'directory', { ...directory, ...more } as Value)
  /** Entries of the good log by their number, others in full. */
  const told2 = (made: readonly Made[]): Value => made.map((each) => (log.includes(each) ? log.indexOf(each) : told(each)))
  const refused = (name: string, seventh: Made, refusal: string) => ({ name, refusal, seventh: told(seventh) })
  const outsider = signer(fixed('stranger sign seed'))
  const byOutsider = next([genesis, first], outsider, { kind: 'directory', value: directory as Value })
  const bySecond = next(log, second, { kind: 'directory', value: directory as Value })
  return {
    office: genesis.hash, entries: log.map((each) => told(each)),
    foldsTo: { administrators: [founder.publicId, second.publicId], handlers: [founder.publicId], teams: { 'intake:0': { recipient: TEAM_BOX, members: [founder.publicId] } }, directory: listed.hash },
    refused: [
      refused('an entry by a stranger', stray(outsider, 'settings', { names, timeZone: 'UTC' }), 'not-allowed'),
      refused('a second genesis', stray(founder, 'genesis', { administrator: { signKey: founder.publicId, recipient: FOUNDER_BOX }, recovery: null, serverKey: SERVER }), 'bad-chain'),
      refused('a member under another recipient', stray(founder, 'member', person(second.publicId, FOUNDER_BOX, ['administrator'])), 'malformed'),
      refused('an epoch with another key', stray(founder, 'team', { team: 'intake', epoch: 0, recipient: FOUNDER_BOX, members: [founder.publicId] }), 'malformed'),
      refused('an epoch left out', stray(founder, 'team', { team: 'intake', epoch: 2, recipient: FOUNDER_BOX, members: [founder.publicId] }), 'malformed'),
      refused('a new epoch under the old key', stray(founder, 'team', { team: 'intake', epoch: 1, recipient: TEAM_BOX, members: [founder.publicId] }), 'malformed'),
      refused('a team entry by an administrator who is not of the team', stray(second, 'team', { team: 'intake', epoch: 1, recipient: FOUNDER_BOX, members: [founder.publicId] }), 'not-allowed'),
      refused('a team founded by an administrator for another', stray(founder, 'team', { team: 'other', epoch: 0, recipient: FOUNDER_BOX, members: [second.publicId] }), 'not-allowed'),
      refused('somebody in a team who was not admitted', stray(founder, 'team', { team: 'intake', epoch: 0, recipient: TEAM_BOX, members: [founder.publicId, second.publicId] }), 'malformed'),
      refused('an admission of a stranger', stray(founder, 'admission', { team: 'intake', signKey: outsider.publicId, admitted: true }), 'malformed'),
      refused('an admission by a stranger', stray(outsider, 'admission', { team: 'intake', signKey: outsider.publicId, admitted: true }), 'not-allowed'),
      refused('a recovery with a share for a stranger', stray(founder, 'recovery', { generation: 0, recipient: FOUNDER_BOX, signKey: outsider.publicId, threshold: 2, shares: [{ holder: founder.publicId, hash: b64(fixed('share 1')) }, { holder: outsider.publicId, hash: b64(fixed('share 2')) }] }), 'malformed'),
      refused('a rehearsal by any other key than the recovery’s', stray(founder, 'drill', { generation: 0, holders: [founder.publicId, second.publicId] }), 'not-allowed'),
      refused('a team’s key given to a recovery that is none', stray(founder, 'team', { team: 'intake', epoch: 0, recipient: TEAM_BOX, members: [founder.publicId], recovery: 0 }), 'malformed'),
      refused('a handover to a stranger', stray(founder, 'handover', { from: founder.publicId, to: outsider.publicId }), 'malformed'),
      refused('readers under other keys than the office’s', stray(founder, 'readers', { channel: 'web', people: [{ signKey: founder.publicId, recipient: TEAM_BOX, names }] }), 'malformed'),
      refused('a directory with a handler who is none', strayDirectory({ handlers: [founder.publicId, second.publicId] }), 'malformed'),
      refused('a directory to a key that is no team’s', strayDirectory({ channels: [{ ...channel, recipient: FOUNDER_BOX }] }), 'malformed'),
      refused('a directory through another server', strayDirectory({ serverKey: outsider.publicId }), 'malformed'),
    ],
    directoryProofs: {
      believed: [
        { name: 'genesis, founder, directory', entries: told2([genesis, first, listed]), directory: listed.hash },
        { name: 'genesis, directory', entries: told2([genesis, listed]), directory: listed.hash },
        { name: 'the whole log', entries: told2(log), directory: listed.hash },
        { name: 'by a second administrator', entries: told2([genesis, ...log.slice(6), bySecond]), directory: bySecond.hash },
      ],
      refused: [
        { name: 'no directory', entries: told2([genesis, first]) }, { name: 'no genesis', entries: told2([first, listed]) }, { name: 'nothing', entries: [] },
        { name: 'another office’s genesis', entries: told2([sign(outsider, { ...JSON.parse(Buffer.from(genesis.header).toString('utf8')) as Record<string, Value>, author: outsider.publicId }, genesis.body), listed]) },
        { name: 'a directory by a stranger', entries: told2([genesis, first, byOutsider]) }, { name: 'a directory by one who was not yet signed in', entries: told2([genesis, first, bySecond]) },
        { name: 'entries in another order', entries: told2([genesis, listed, first]) }, { name: 'an entry twice', entries: told2([genesis, first, first, listed]) },
        { name: 'a directory of another office', entries: told2([genesis, sign(founder, { ...JSON.parse(Buffer.from(listed.header).toString('utf8')) as Record<string, Value>, office: OFFICE, log: OFFICE }, listed.body)]) },
        { name: 'a body swapped for another', entries: told2([genesis, { ...listed, body: first.body }]) },
        { name: 'a signature by another key', entries: told2([genesis, { ...listed, signature: outsider.sign(join(ascii('postern/entry/v1\n'), listed.header)) }]) },
      ],
    },
  }
}
