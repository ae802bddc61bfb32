// Goal: by command line a member sees and ends sessions, changes the passphrase, and comes in by the recovery code; what opens an account is
// written down before it counts. Method: the real service and passphrases at their whole cost; the commands that open or change an account are processes of
// their own.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { changeRecoveryCode, proveByPassphrase } from '#clients/member/access.ts'
import { newRecoveryCode, suggestPassphrase } from '#clients/member/prepare.ts'
import { recoveryEntropy } from '#sealing/plain/words.ts'
import { smallOffice } from './cli-office.ts'
import { answered, refused } from './cli-scene.ts'
import { runHere } from './support/commands.ts'
import { runPostern } from './support/postern.ts'
import { mailFor, type SmtpServer } from './support/smtp.ts'
import { refusalOf } from './support/vectors.ts'

interface Sessions { readonly passkeys: readonly unknown[]; readonly sessions: readonly { readonly session: string; readonly way: string; readonly here: boolean }[]; readonly ended: number }

test('sessions, notices, passphrase and recovery by command line', { timeout: 300_000 }, async (context) => {
  const mail = await mailFor(context)
  const { session, folder, login, postern } = await smallOffice(context, { env: mail.env, passphrases: 'whole' })
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), `${text}\n`)
    return join(folder, name)
  }
  const old = readFileSync(join(folder, 'passphrase'), 'utf8')
  const code = await checkedCode()
  await proveByPassphrase(session, old)
  await changeRecoveryCode(session, code)

  await context.test('a member lists the own sessions and ends the others', async () => {
    const listed = await answered(['desk', 'sessions', ...login], '', runPostern) as unknown as Sessions
    assert.deepEqual(listed.sessions.map(({ way, here }) => [way, here]).sort(), [['passphrase', false], ['passphrase', true]])
    const { ended, sessions } = await answered(['desk', 'sessions', ...login, '--end-others']) as unknown as Sessions
    assert.deepEqual([ended, sessions.length], [1, 1])
    await refused('no-such-session', ['desk', 'sessions', ...login, '--end', listed.sessions.find(({ here }) => !here)?.session ?? ''])
  })

  await context.test('a member chooses to be told by mail, tries it, and takes the address back', () => walkNotices({ login, me: session.me.signKey, smtp: mail.smtp }))

  const fresh = suggestPassphrase()
  const changed = login.map((word) => (word === join(folder, 'passphrase') ? file('passphrase-2', fresh) : word))
  await context.test('a passphrase is changed by whoever knows the old one, to one that is hard to guess', async () => {
    await refused('passphrase-weak', ['desk', 'passphrase', ...login, '--new-passphrase-file', file('weak', 'hunter2')])
    assert.deepEqual(await answered(['desk', 'passphrase', ...login, '--new-passphrase-file', join(folder, 'passphrase-2')], '', runPostern), { changed: true })
    await refused('not-authenticated', ['desk', 'members', ...login])
    assert.ok(await answered(['desk', 'members', ...changed], '', runPostern))
  })

  const words = code.split(' ')
  const [first = '', second = ''] = words
  const recover = (spelt: string) => [
    'desk', 'recover', '--to', postern.url, '--member', 'Ada', '--recovery-code-file', file('code', spelt), '--new-passphrase-file', file('passphrase-3', `${fresh} anew`),
    '--new-totp-secret-file', join(folder, 'totp-3'), '--new-recovery-code-file', join(folder, 'code-3'),
  ]
  await context.test('a wrong recovery code writes nothing; two swapped words are told before anything is sent', async () => {
    const swapped = [second, first, ...words.slice(2)].join(' ')
    assert.equal(await refusalOf(() => recoveryEntropy(swapped)), 'recovery-mistyped', 'the control')
    await refused('recovery-mistyped', recover(swapped))
    await refused('not-authenticated', recover(newRecoveryCode()))
    assert.ok(!existsSync(join(folder, 'totp-3')) && !existsSync(join(folder, 'code-3')))
  })

  await context.test('the recovery code sets all anew, once, and what it made is for its owner alone', async () => {
    assert.deepEqual(await answered(recover(code), '', runPostern), { recovered: true })
    for (const name of ['totp-3', 'code-3']) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600)
    const now = ['--to', postern.url, '--member', 'Ada', '--passphrase-file', join(folder, 'passphrase-3'), '--totp-secret-file', join(folder, 'totp-3')]
    const { sessions } = await answered(['desk', 'sessions', ...now]) as unknown as Sessions
    assert.deepEqual(sessions.map(({ way }) => way), ['recovery'])
    await answered(['desk', 'end', ...now])
    assert.ok(await answered(['desk', 'members', ...now]))
    await refused('not-authenticated', recover(code))
  })
})

async function walkNotices({ login, me, smtp }: { readonly login: readonly string[]; readonly me: string; readonly smtp: SmtpServer }): Promise<void> {
  const notices = (...more: readonly string[]) => answered(['desk', 'notices', ...login, ...more])
  const none = { available: true, choice: null, refused: null, givenUp: 0, paged: [] }
  assert.deepEqual(await notices(), none)
  await refused('no-notices', ['desk', 'notices', ...login, '--test'])
  const choice = { address: 'ada@example.org', language: 'zh', reasons: ['soon', 'urgent'], quiet: { from: 20, to: 8 } }
  const paged = [me]
  assert.deepEqual(await notices('--address', 'ada@example.org', '--of', 'urgent', '--of', 'soon', '--in', 'zh', '--quiet', '20-8', '--test', '--paged', 'Ada'), { ...none, choice, paged })
  assert.deepEqual(smtp.received.map(({ to }) => to), [['ada@example.org']])
  for (const wrong of [['--address', 'ada@example.org, zhou@example.org', '--of', 'urgent'], ['--off', '--address', 'ada@example.org', '--of', 'urgent']]) {
    assert.equal((await runHere(['desk', 'notices', ...login, ...wrong])).code, 2, 'wrong usage')
  }
  assert.deepEqual(await notices('--off', '--paged-all'), none)
}

/** Four bits of check tell a swap fifteen times of sixteen: a code whose first swap is told. */
async function checkedCode(): Promise<string> {
  for (;;) {
    const code = newRecoveryCode()
    const [first = '', second = '', ...rest] = code.split(' ')
    if (first !== second && await refusalOf(() => recoveryEntropy([second, first, ...rest].join(' '))) === 'recovery-mistyped') return code
  }
}
