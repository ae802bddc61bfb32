// Goal: the prose in spec/ is enough to write a second client, and the vectors say what it says. Method: a reader written against the
// prose over node:crypto (spec/second), which imports nothing of src, reads every vector, good and bad; then the vectors made again.
import assert from 'node:assert/strict'
import { createDecipheriv } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { makeVectors } from './make-vectors.ts'
import { awayOn, readAbsence } from './second/absences.ts'
import { bodyFits, readOpinions, readOrder } from './second/appraisal.ts'
import { readAudit, type Files } from './second/audit.ts'
import { identityText, openJson, pad, padme, recipientText, scheme } from './second/age.ts'
import { fileId, keptSize, openFile, sealFile, uploadId, uploadKeys } from './second/file.ts'
import { LOG_OF, readHeader } from './second/header.ts'
import { acknowledges, commitment, entryHash, readCard, readFrames, readKeyring, readTextPage, readLogWrap, readSealedLog, readTeamWrap, seedOf, saysErased, wrapHash, type Entry, type Page, type TextPlace } from './second/log.ts'
import { ascii, b64, canonical, hkdf, hmac, join, Refused, sha256, signer, unb64, type Value } from './second/primitives.ts'
import { isEntered } from './second/entered.ts'
import { transcriptsIn } from './second/transcripts.ts'
import { damm, keysOf, readTyped } from './second/receipt.ts'
import { readPresence } from './second/presence.ts'
import { combine, hashOf, readShare, readShareWrap, recoveryOf, shareAt, textOf, wordsOf, type Share, type Terms } from './second/recovery.ts'
import { openPart, spokenToken } from './second/spoken.ts'
import { identityCommitment, openInner, openOuter } from './second/identity.ts'
import { commitmentTo, mth, readProof, togetherAs } from './second/journal.ts'
import { readErasureProof } from './second/erasure.ts'
import { counted } from './make/file.ts'
import { words } from './make/office.ts'

// The shapes of twelve files of JSON would be longer than the test: a wrong name in one of them fails it all the same.
type Any = ReturnType<typeof JSON.parse>

function vectors(name: string): Any {
  return JSON.parse(readFileSync(new URL(`vectors/${name}.json`, import.meta.url), 'utf8'))
}

function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof Refused) return error.code
    throw error
  }
  return 'accepted'
}

function entriesOf(good: readonly Any[], listed: readonly Any[]): Entry[] {
  return listed.map((each) => (typeof each === 'number' ? good[each] : each))
    .map(({ header, signature, body }: Any) => ({ header: ascii(header), signature: unb64(signature), body: unb64(body) }))
}

test('every file of vectors is made again, byte for byte', async () => {
  const made = await makeVectors()
  assert.deepEqual(readdirSync(new URL('vectors', import.meta.url)).toSorted(), [...made.keys()].toSorted())
  for (const [name, text] of made) assert.equal(readFileSync(new URL(`vectors/${name}`, import.meta.url), 'utf8') === text, true, `${name} is not what spec/make-vectors.ts makes`)
})

test('reports that a member took down', () => {
  const { report, good, unproved } = vectors('entered')
  for (const { name, received, body } of good) assert.equal(isEntered(report, received, body), true, name)
  for (const { name, received, body } of unproved) assert.equal(isEntered(report, received, body), false, name)
})

test('what became of transcripts', () => {
  const standings: readonly (readonly string[])[] = [
    ['offered'], ['agreed'], ['agreed'], ['rectified'], ['offered'], ['rectified'], ['unchecked'], ['agreed'], ['agreed'], ['unchecked'], ['offered'], [], [], [], ['offered'], ['offered', 'agreed'],
  ]
  for (const [at, { name, answerable, entries, transcripts }] of vectors('transcripts').cases.entries()) {
    assert.deepEqual(transcriptsIn(entries, answerable), transcripts, name)
    assert.deepEqual(transcripts.map(({ standing }: Any) => standing), standings[at], name)
  }
})

test('receipts', () => {
  const told = vectors('receipt')
  for (const { receipt, lookup, token, identity, recipient, signKey } of told.derived.slice(0, 1)) {
    const keys = keysOf(receipt, unb64(told.salt))
    assert.deepEqual([b64(keys.lookup), b64(keys.token), identityText(keys.box), recipientText(keys.box), signer(keys.sign).publicId], [lookup, token, identity, recipient, signKey])
  }
  for (const { typed, receipt, refusal: code } of told.typed) {
    if (code === undefined) assert.equal(readTyped(typed), receipt)
    else assert.equal(refusal(() => readTyped(typed)), code, typed)
  }
  for (const digits of told.damm.valid) assert.equal(damm(digits), 0)
  for (const digits of told.damm.invalid) assert.notEqual(damm(digits), 0)
})

test('the table of the check digit is one that finds every single slip and every swap', () => {
  const next = (interim: number, digit: number): number => damm(`${interim}${digit}`)
  // damm('c') is row 0 at c, and the rows are Latin squares: every interim digit is reached by some first digit.
  const first = Array.from({ length: 10 }, (_, digit) => damm(String(digit)))
  assert.equal(new Set(first).size, 10)
  for (let c = 0; c < 10; c++) {
    assert.equal(new Set(Array.from({ length: 10 }, (_, digit) => next(c, digit))).size, 10)
    for (let x = 0; x < 10; x++) for (let y = 0; y < x; y++) assert.notEqual(damm(`${c}${x}${y}`), damm(`${c}${y}${x}`))
  }
})

test('padding', () => {
  const told = vectors('padding')
  for (const [size, length] of told.lengths) assert.equal(padme(size), length)
  for (const { json, least, padded } of told.padded) assert.equal(Buffer.from(pad(JSON.parse(json), least)).toString('utf8'), padded)
})

test('headers', () => {
  const told = vectors('headers')
  for (const { header } of told.valid) assert.equal(canonical(readHeader(ascii(header)) as unknown as Value), header)
  for (const { name, header, refusal: code, member } of told.refused) {
    const error = ((): unknown => { try { return readHeader(ascii(header)) } catch (thrown) { return thrown } })()
    assert.ok(error instanceof Refused, name)
    assert.equal(error.code, code, name)
    if (member !== undefined) assert.equal(error.at, member, name)
  }
  assert.equal(refusal(() => readHeader(unb64(told.notUtf8))), 'not-canonical')
})

test('the second reader knows every kind, and where it stands', () => {
  const prose = readFileSync(new URL('entries.md', import.meta.url), 'utf8')
  const rows = [...prose.matchAll(/^\| `([a-z-]+)` \| ([a-z, ]+) \| [a-z, ]+ \| (?:clear|sealed) \|/gm)].map(([, kind = '', logs = '']) => [kind, logs.replaceAll(', ', ' ')])
  assert.deepEqual(Object.entries(LOG_OF).toSorted(), rows.toSorted())
})

test('absences', () => {
  const told = vectors('absences')
  const key = unb64(told.key)
  assert.deepEqual(readAbsence(told.office, key, told.sealed), told.opensTo)
  for (const { name, sealed } of told.sayNothing) assert.equal(readAbsence(told.office, key, sealed), null, name)
  for (const { name, of, entries, away } of told.folds) for (const [day, expected] of Object.entries(away)) assert.deepEqual(awayOn(entries, of, day), expected, `${name}, ${day}`)
})

test('entries and bodies', () => {
  const told = vectors('entries')
  const good = entriesOf(told.entries, told.entries)
  assert.deepEqual(readSealedLog(good, unb64(told.key)), told.entries.map(({ opensTo }: Any) => opensTo))
  assert.deepEqual(good.map((entry) => entryHash(entry)), told.entries.map(({ hash }: Any) => hash))
  assert.equal(commitment(unb64(told.key)), told.keyCommit)
  assert.equal(refusal(() => readSealedLog(good, unb64(told.wrongKey.key))), told.wrongKey.refusal)
  for (const { name, refusal: code, entries } of told.refused) assert.equal(refusal(() => readSealedLog(entriesOf(told.entries, entries), unb64(told.key))), code, name)
  for (const { name, entries } of told.unreadable) {
    const [zero, one, two] = readSealedLog(entriesOf(told.entries, entries), unb64(told.key))
    assert.deepEqual([zero, one, two], [told.entries[0].opensTo, told.entries[1].opensTo, null], name)
  }
})

test('generations of a log’s key', () => {
  const { generations } = vectors('entries')
  const [, newest] = generations.keys
  const read = (entries: readonly Any[]) => readSealedLog(entriesOf(generations.entries, entries), unb64(newest.key))
  assert.deepEqual(read(generations.entries), generations.entries.map(({ opensTo }: Any) => opensTo))
  assert.deepEqual(read(generations.wrongPrevious.entries), generations.wrongPrevious.opensTo)
  for (const { name, refusal: code, entries, seq } of generations.refused) {
    const error = ((): unknown => { try { return read(entries) } catch (thrown) { return thrown } })()
    assert.ok(error instanceof Refused, name)
    assert.deepEqual([error.code, error.at], [code, seq], name)
  }
})

test('appraisals: the order of the steps, what their bodies hold, and which opinions count', () => {
  const told = vectors('appraisals')
  for (const { name, steps, refusal: code, last, expert } of told.orders) {
    if (code === undefined) assert.deepEqual(readOrder(steps), { last, expert }, name)
    else assert.equal(refusal(() => readOrder(steps)), code, name)
  }
  for (const { name, kind, body, fits } of told.bodies) assert.equal(bodyFits(kind, body), fits, name)
  assert.deepEqual(new Set(told.bodies.map(({ kind, fits }: Any) => `${kind} ${fits}`)).size, 13, 'each kind has a body that fits, and most one that does not')
  for (const { said, opinions } of told.judgements) assert.deepEqual(readOpinions(said), opinions)
  const entries = entriesOf(told.log.entries, told.log.entries)
  const headers = entries.map(({ header }) => readHeader(header))
  const opened = readSealedLog(entries, unb64(told.log.key)).map((body, seq) => {
    const { kind, author } = headers[seq] ?? assert.fail()
    const fits = kind === 'rekey' || kind === 'grant' || bodyFits(kind, body)
    return { hash: entryHash(entries[seq] ?? assert.fail()), kind, author, body: fits ? body : null }
  })
  assert.deepEqual(readOrder(headers), { last: 'appraisal-closed', expert: headers[2]?.author })
  assert.deepEqual(readOpinions(opened).map(({ breaks, supplements, verdicts }) => [breaks, supplements, verdicts]), [
    [['items-differ'], false, []], [[], false, ['objected', 'accepted']], [[], true, []], [['items-differ'], true, []], [['unreadable'], true, []],
  ])
})

test('wraps and commitments, through the ML-KEM of OpenSSL', () => {
  const { named, commitments, log, team } = vectors('wraps')
  for (const { subject, reader, bytes, hash } of named) assert.equal(wrapHash({ subject, reader, bytes: unb64(bytes) }), hash)
  assert.equal(new Set(named.map(({ hash }: Any) => hash)).size, named.length)
  for (const { key, keyCommit } of commitments) assert.equal(commitment(unb64(key)), keyCommit)
  assert.deepEqual(seedOf(log.identity), unb64(log.seed))
  assert.equal(recipientText(unb64(log.seed)), log.recipient)
  assert.equal(b64(readLogWrap(unb64(log.seed), unb64(log.wrap), log.expected)), log.key)
  assert.equal(readTeamWrap(unb64(team.seed), unb64(team.wrap), team.expected), team.teamIdentity)
  for (const { name, refusal: code, wrap } of log.refused) {
    const found = refusal(() => readLogWrap(unb64(log.seed), unb64(wrap), log.expected))
    // A key of another size is refused as malformed by this reader.
    assert.ok(found === code || (code === 'bad-commitment' && found === 'malformed'), name)
  }
  for (const { name, refusal: code, wrap } of team.refused) assert.equal(refusal(() => readTeamWrap(unb64(team.seed), unb64(wrap), team.expected)), code, name)
})

test('cards', () => {
  const told = vectors('cards')
  const key = { office: told.office, log: told.log, generation: 0, key: unb64(told.key) }
  assert.deepEqual(readCard(key, unb64(told.card)), told.opensTo)
  for (const { name, refusal: code, card } of told.refused) assert.equal(refusal(() => readCard(key, unb64(card))), code, name)
})

test('who is at a report', () => {
  const told = vectors('presence')
  const key = { office: told.office, log: told.log, generation: told.generation, key: unb64(told.key) }
  assert.deepEqual(readPresence(key, unb64(told.presence), told.nowMs), told.opensTo)
  for (const { name, refusal: code, presence } of told.refused) assert.equal(refusal(() => readPresence(key, unb64(presence), told.nowMs)), code, name)
})

test('keyring pages', () => {
  const told = vectors('keyring')
  const expected = told.expected as Page
  assert.deepEqual(readKeyring(unb64(told.seed), unb64(told.page), expected), told.keys)
  for (const { name, refusal: code, page } of told.refused) {
    if (name !== 'a key of 31 bytes') assert.equal(refusal(() => readKeyring(unb64(told.seed), unb64(page), expected)), code, name)
  }
})

test('pages of texts', () => {
  const told = vectors('text-pages')
  const expected = told.expected as TextPlace
  assert.deepEqual(readTextPage(unb64(told.seed), unb64(told.page), expected), told.texts)
  for (const { name, refusal: code, page } of told.refused) assert.equal(refusal(() => readTextPage(unb64(told.seed), unb64(page), expected)), code, name)
})

test('files', () => {
  const told = vectors('files')
  const secret = { key: unb64(told.key), nonce: unb64(told.nonce) }
  for (const { size, kept, segments, file } of told.sizes) {
    const sealed = sealFile(secret, counted(size))
    assert.deepEqual([keptSize(size), sealed.map((each) => b64(sha256(each))), fileId(sealed)], [kept, segments, file])
    assert.deepEqual(sha256(openFile(secret, size, sealed)), sha256(counted(size)))
  }
  assert.equal(b64(openFile(secret, 5, [unb64(told.small.segment)])), told.small.words)
  for (const { name, size, segment } of told.refused) assert.equal(refusal(() => openFile(secret, size, [unb64(segment)])), 'foreign-key', name)
  for (const { token, upload } of told.uploads) assert.equal(uploadId(token), upload)
  for (const { secret: from, content, key, nonce, token } of told.contents) assert.deepEqual(uploadKeys(from, content), { key, nonce, token })
})

test('speech by telephone', () => {
  const told = vectors('telephone')
  const seed = unb64(told.seed)
  for (const { turn, take, part, token, upload } of told.places) assert.deepEqual([b64(spokenToken(seed, [turn, take, part])), uploadId(token)], [token, upload])
  const read = ({ sealed }: { readonly sealed: string }) => {
    const { codec, recorded, samples } = openPart(seed, unb64(sealed))
    return [codec, recorded, b64(samples)]
  }
  assert.deepEqual([read(told.part), read(told.masked)], [[told.part.codec, 'unmasked', told.part.samples], [told.masked.codec, 'masked', told.masked.samples]])
  for (const { name, refusal: code, sealed } of told.refused) assert.equal(refusal(() => openPart(seed, unb64(sealed))), code, name)
})

test('erasures, and wraps on the disk', () => {
  const told = vectors('erasure')
  assert.equal(saysErased(told.serverKey, told.statement, unb64(told.statement.signature)), true)
  for (const { name, serverKey, statement } of told.refused) assert.equal(saysErased(serverKey, statement, unb64(statement.signature)), false, name)
  const { format: _format, signature: _signature, genesis: _genesis, ...erased } = told.proofs.proof
  assert.deepEqual(readErasureProof(told.proofs.proof), erased)
  for (const { name, part, proof } of told.proofs.refused) assert.equal(refusal(() => readErasureProof(proof)), part, name)
  const { key, stored, wrap, number, reader, subject } = told.atRest
  const decipher = createDecipheriv('aes-256-gcm', unb64(key), unb64(stored).subarray(0, 12))
  decipher.setAAD(Buffer.from(`postern/at-rest/v1\n${number}\n${reader}\n${subject}`))
  decipher.setAuthTag(unb64(stored).subarray(-16))
  assert.deepEqual(Buffer.concat([decipher.update(unb64(stored).subarray(12, -16)), decipher.final()]), Buffer.from(unb64(wrap)))
})

test('acknowledgements', () => {
  const told = vectors('acknowledgements')
  assert.equal(acknowledges(told.serverKey, told.acknowledgement, unb64(told.acknowledgement.signature)), true)
  for (const { name, serverKey, acknowledgement } of told.refused) assert.equal(acknowledges(serverKey, acknowledgement, unb64(acknowledgement.signature)), false, name)
})

test('members’ secrets, names, proofs and fingerprints', () => {
  const { blob, passkeys, recovery, logins, fingerprint, officeWords, invitation, proof, inviter, name } = vectors('members')
  const member = (lock: string, secret: string) => scheme({ type: 'postern-member', argument: lock, label: `postern/member/v1/${lock}` }, unb64(secret))
  assert.deepEqual(openJson(member('passphrase', blob.passphrase.exportKey), unb64(blob.passphrase.sealed)), blob.opensTo)
  assert.deepEqual(openJson(member('recovery', blob.recovery.lock), unb64(blob.recovery.sealed)), blob.opensTo)
  assert.deepEqual(openJson(member('passkey', blob.passkey.answer), unb64(blob.passkey.sealed)), blob.opensTo)
  for (const { host, question } of passkeys.questions) assert.equal(b64(sha256(ascii(`postern/passkey/v1\n${host}`))), question)
  const { label } = passkeys
  const labelled = scheme({ type: 'postern-passkey', argument: 'label', label: 'postern/passkey-label/v1' }, seedOf(label.identity), [unb64(label.office), unb64(label.passkey)])
  assert.deepEqual(openJson(labelled, unb64(label.sealed)), { label: label.label })
  assert.equal(b64(hkdf(unb64(recovery.entropy), ascii('postern/recovery/v1/token'))), recovery.token)
  for (const { folded, login } of logins) assert.equal(b64(sha256(ascii(`postern/login/v1\n${folded}`))), login)
  assert.deepEqual(words(sha256(ascii(`postern/fingerprint/v1\n${fingerprint.signKey}\n${fingerprint.recipient}`)), 6), fingerprint.words)
  assert.deepEqual(words(unb64(officeWords.office), 12), officeWords.words)
  const enrol = scheme({ type: 'postern-enrol', argument: 'name', label: 'postern/enrol/v1/name' }, unb64(invitation.secret))
  assert.deepEqual(openJson(enrol, unb64(invitation.sealedName)), { name: invitation.name })
  const holds = ({ name: called, signKey, recipient, login, proof: given }: Any): boolean => (
    b64(hmac(unb64(invitation.secret), join(ascii('postern/enrol/v1\n'), ascii(canonical({ office: invitation.office, name: called, signKey, recipient, login }))))) === given)
  assert.equal(holds(proof), true)
  for (const each of proof.refused) assert.equal(holds(each), false, each.why)
  const kept = scheme({ type: 'postern-inviter', argument: '0', label: 'postern/inviter/v1' }, seedOf(inviter.identity), [unb64(inviter.office), unb64(inviter.invitation)])
  assert.deepEqual(openJson(kept, unb64(inviter.sealed)), inviter.opensTo)
  assert.deepEqual(openJson(scheme({ type: 'postern-name', argument: '0', label: 'postern/name/v1' }, unb64(name.key), [unb64(name.office)]), unb64(name.sealed)), { name: name.name })
})

test('frames', () => {
  const told = vectors('frames')
  for (const { frames, meta, parts } of told.read) assert.deepEqual([readFrames(unb64(frames)).meta, readFrames(unb64(frames)).parts.map((part) => b64(part))], [meta, parts])
  for (const { name, refusal: code, frames } of told.refused) assert.equal(refusal(() => readFrames(unb64(frames))), code, name)
})

test('the organisation’s recovery: shares, their spellings, and putting them together', () => {
  const told = vectors('recovery')
  const terms = told.terms as Terms
  const read = ({ share, ...rest }: Any): Share => ({ office: rest.office, generation: rest.generation, index: rest.index, share: unb64(share) })
  const { box, recipient, signKey } = recoveryOf(unb64(told.secret), terms.office)
  assert.deepEqual([identityText(box), recipient, signKey], [told.identity, terms.recipient, terms.signKey])
  for (const each of told.shares) {
    const share = read(each)
    assert.deepEqual(share.share, shareAt(Number(share.share[32]), told.coefficients.map((text: string) => unb64(text))))
    assert.deepEqual([hashOf(share), textOf(share), wordsOf(share).join(' ')], [each.hash, each.text, each.words])
    for (const spelling of [each.text, each.words]) assert.deepEqual(readShare(spelling, terms.office), share)
  }
  for (const { typed, index, refusal: code } of told.typed) {
    if (code === undefined) assert.equal(readShare(typed.trim(), terms.office).index, index)
    else assert.equal(refusal(() => readShare(typed, terms.office)), code, typed)
  }
  for (const indices of told.combined) assert.equal(b64(combine(indices.map((index: number) => read(told.shares[index - 1])), terms)), told.secret)
  for (const { name, refusal: code, shares, terms: others } of told.refused) assert.equal(refusal(() => combine(shares.map(read), others ?? terms)), code, name)
  const { seed, wrap, expected, share, refused } = told.wrap
  assert.equal(b64(readShareWrap(unb64(seed), unb64(wrap), expected).share), share)
  for (const { name, refusal: code, wrap: bad } of refused) assert.equal(refusal(() => readShareWrap(unb64(seed), unb64(bad), expected)), code, name)
})

test('the journal: commitments, trees, the checkpoint and its proofs', () => {
  const told = vectors('journal')
  for (const { entry, salt, commitment: expected } of told.commitments) assert.equal(b64(commitmentTo(entry, unb64(salt))), expected)
  assert.equal(b64(mth(told.dayLeaves.map((leaf: string) => unb64(leaf)))), told.root)
  for (const { proof, day, entry } of told.proofs) {
    const proved = readProof(proof)
    assert.deepEqual([proved.day, proved.entry, proved.tree], [day, entry, { size: 3, root: told.root }])
  }
  for (const { together, proofs: [one, other] } of told.pairs) assert.equal(togetherAs(readProof(one), readProof(other)), together)
  for (const { name, proof, part } of told.refused) assert.equal(refusal(() => readProof(proof)), part, name)
})

test('audit exports, each step of what is checked', () => {
  const told = vectors('audit-export')
  const filesOf = (files: Any): Files => new Map(Object.entries(files).map(([name, pieces]) => [
    name, join(...(pieces as (string | number)[]).map((piece) => unb64(typeof piece === 'number' ? told.pieces[piece] : piece))),
  ]))
  const [whole, earlier] = [filesOf(told.whole), filesOf(told.earlier)]
  assert.deepEqual(readAudit(whole, earlier), told.shows)
  assert.deepEqual(readAudit(new Map([...whole, ...filesOf(told.passedOver)]), null), told.shows)
  for (const { name, reason, since, files } of told.refused) assert.equal(refusal(() => readAudit(filesOf(files), since ? earlier : null)), reason, name)
})

test('identities under two locks', () => {
  const { approver, custodian, expected, envelope, inner, person, commitment: told, refused } = vectors('identity')
  assert.equal(b64(openOuter(unb64(approver), unb64(envelope), expected)), inner)
  assert.deepEqual(openInner(unb64(custodian), unb64(inner), expected), person)
  assert.equal(identityCommitment(person), told)
  for (const { name, layer, refusal: code, file } of refused) {
    const open = () => (layer === 'outer' ? openOuter(unb64(approver), unb64(file), expected) : openInner(unb64(custodian), unb64(file), expected))
    assert.equal(refusal(open), code, name)
  }
})
