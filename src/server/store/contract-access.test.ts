// Goal: what opens an account changes whole or not at all, and a way in takes its sessions with it. Method: the deeds on both stores.
import assert from 'node:assert/strict'
import test from 'node:test'
import { exampleGenesis, exampleMember, examplePasskey, exampleNext, exampleSession, randomId } from '#test/support/deeds.ts'
import { ENGINES, type Context, type Engine } from '#test/support/stores.ts'

async function withMember(engine: Engine, context: Context) {
  const place = await engine.newPlace(context)
  const store = await place.open()
  const genesis = exampleGenesis(randomId())
  const member = exampleMember(genesis.office, { signKey: genesis.author })
  await store.write.openOffice({ appends: [genesis], member, setupTokenHash: 'setup' })
  const { office, signKey } = member
  const begin = async (step: number, changes = {}) => {
    const row = exampleSession(member, changes)
    assert.equal(await store.write.startSession(row, { step }), true)
    return row
  }
  return { ...store, genesis, member, who: { office, signKey }, begin }
}

for (const engine of ENGINES) {
  const { name, skip } = engine

  test(`${name}: a passkey is kept once, counts on, and goes with its sessions`, { skip }, async (context) => {
    const { read, write, member, who, begin } = await withMember(engine, context)
    const row = examplePasskey(member)
    assert.equal(await write.addPasskey(row, { atMost: 2 }), true)
    assert.equal(await write.addPasskey(row, { atMost: 2 }), false, 'the same')
    assert.equal(await write.addPasskey(examplePasskey(member), { atMost: 1 }), false, 'too many')
    assert.deepEqual(await read.passkey(row.passkey), row)
    assert.deepEqual(await read.passkeys(who.office, who.signKey), [row])
    assert.deepEqual(await read.passkeys(who.office, randomId()), [])

    const way = `passkey:${row.passkey}` as const
    const session = exampleSession(member, { way })
    const other = await begin(1)
    const counts = await Promise.all([1, 2, 3].map(() => write.startSession({ ...session, tokenHash: randomId(), session: randomId() }, { passkey: row.passkey, counter: 4_000_000_000 })))
    assert.equal(counts.filter(Boolean).length, 1, 'of three that show one count, one gets in')
    assert.equal(await write.countPasskey(who, { passkey: row.passkey, counter: 3 }), false)
    assert.equal(await write.countPasskey({ ...who, signKey: randomId() }, { passkey: row.passkey, counter: 4_000_000_001 }), false)
    assert.equal(await write.countPasskey(who, { passkey: row.passkey, counter: 4_000_000_001 }), true)

    assert.equal(await write.removePasskey({ ...who, signKey: randomId(), passkey: row.passkey }), false)
    assert.equal((await read.sessions(who.office, who.signKey)).length, 2)
    assert.equal(await write.removePasskey({ ...who, passkey: row.passkey }), true)
    assert.deepEqual(await read.sessions(who.office, who.signKey), [other])
    assert.equal(await write.startSession(session, { passkey: row.passkey, counter: 4_100_000_000 }), false)
  })

  test(`${name}: a change of access is whole, ends what it must, and needs the recovery code that was shown`, { skip }, async (context) => {
    const { read, write, member, who, begin } = await withMember(engine, context)
    const here = await begin(1)
    await begin(2)
    const recovered = await begin(3, { way: 'recovery' })
    const account = { registrationRecord: 'other', totpStep: 9 }
    assert.equal(await write.changeAccess({ ...who, account, ends: ['passphrase'], except: here.tokenHash }), true)
    assert.deepEqual(await read.memberByKey(who.office, who.signKey), { ...member, ...account })
    assert.deepEqual((await read.sessions(who.office, who.signKey)).map((row) => row.tokenHash).sort(), [here.tokenHash, recovered.tokenHash].sort())

    const session = exampleSession(member, { way: 'recovery' })
    const recover = (expectedRecovery: string) => write.changeAccess({ ...who, expectedRecovery, account: { recoveryTokenHash: 'next' }, ends: 'all', except: null, session })
    assert.equal(await recover('another'), false)
    assert.equal((await read.sessions(who.office, who.signKey)).length, 2, 'nothing happened')
    assert.equal(await recover(member.recoveryTokenHash), true)
    assert.deepEqual(await read.sessions(who.office, who.signKey), [session])
    assert.equal(await recover(member.recoveryTokenHash), false, 'used twice')
    assert.equal(await write.changeAccess({ ...who, signKey: randomId(), account: {}, ends: [], except: null }), false)
  })

  test(`${name}: sessions end by name, but one, and with their member`, { skip }, async (context) => {
    const { read, write, genesis, member, who, begin } = await withMember(engine, context)
    const [first, second, third] = [await begin(1), await begin(2), await begin(3)]
    assert.equal(await write.endSessions({ ...who, signKey: randomId(), which: { session: first.session } }), 0)
    assert.equal(await write.endSessions({ ...who, which: { session: first.session } }), 1)
    assert.equal(await write.endSessions({ ...who, which: { session: first.session } }), 0)
    assert.equal(await write.endSessions({ ...who, which: { except: second.tokenHash } }), 1)
    assert.equal(await read.session(third.tokenHash), null)
    const standing = { office: who.office, signKey: who.signKey, roles: [], active: true }
    const renamed = exampleNext(genesis, { standings: [standing] })
    await write.append(renamed)
    assert.deepEqual(await read.session(second.tokenHash), second, 'the control: not every change of standing')
    await write.append(exampleNext(renamed, { standings: [{ ...standing, active: false }] }))
    assert.equal(await read.session(second.tokenHash), null)
    assert.notEqual(await read.memberByKey(member.office, member.signKey), null)
  })
}
