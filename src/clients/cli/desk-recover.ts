import { rm, writeFile } from 'node:fs/promises'
import { base32, checkPassphrase, newRecoveryCode, newTotpSecret, oneTimeCodeAt } from '#clients/member/prepare.ts'
import { finishRecovery, openByCode } from '#clients/member/recovery-code.ts'
import { connect, SERVER_OPTIONS } from './connect.ts'
import { command, DONE } from './command.ts'
import { answer } from './io.ts'
import { isLost } from './persist.ts'
import { sessionFile } from './session-file.ts'
import { readSecretLine } from './text-input.ts'

/**
 * postern desk recover: opens a member's keys with the recovery code, and sets passphrase, authenticator and recovery code anew. The
 * two that it makes are written before anything is changed: what opens an account must never exist on the server alone.
 */
export const deskRecover = command({
  name: 'desk recover',
  summary: 'summary-desk-recover',
  note: 'note-desk-recover',
  options: {
    ...SERVER_OPTIONS,
    'member': { type: 'text', value: 'NAME', required: true, help: 'option-member' },
    'recovery-code-file': { type: 'text', value: 'F', required: true, help: 'option-recovery-code-file' },
    'new-passphrase-file': { type: 'text', value: 'F', required: true, help: 'option-new-passphrase-file' },
    'new-totp-secret-file': { type: 'text', value: 'F', required: true, help: 'option-new-totp-secret-file' },
    'new-recovery-code-file': { type: 'text', value: 'F', required: true, help: 'option-new-recovery-code-file' },
  },
  async run(given, io) {
    const [recoveryCode, passphrase] = [await readSecretLine(given['recovery-code-file']), await readSecretLine(given['new-passphrase-file'])]
    checkPassphrase(passphrase)
    const { api, office } = await connect(given)
    const opened = await openByCode(api, { office, name: given.member, recoveryCode })
    const [totpSecret, nextCode] = [newTotpSecret(), newRecoveryCode()]
    const files = [[given['new-totp-secret-file'], base32(totpSecret)], [given['new-recovery-code-file'], nextCode]] as const
    const { token } = await withFiles(files, () => finishRecovery(api, opened, { passphrase, totpSecret, recoveryCode: nextCode, oneTimeCode: oneTimeCodeAt(totpSecret, Date.now()) }))
    await (await sessionFile(io.env, { origin: api.origin, office, name: given.member })).write(token)
    answer(io, { recovered: true }, () => [io.say['recover-done']({ totp: given['new-totp-secret-file'], code: given['new-recovery-code-file'] })])
    return DONE
  },
})

/** Files that were not there before, for their owner alone. They go again where the server refused; where no answer came, it may have done it. */
async function withFiles<T>(files: readonly (readonly [string, string])[], deed: () => Promise<T>): Promise<T> {
  const written: string[] = []
  try {
    for (const [path, text] of files) {
      await writeFile(path, `${text}\n`, { mode: 0o600, flag: 'wx' })
      written.push(path)
    }
    return await deed()
  } catch (error) {
    if (!isLost(error)) for (const path of written) await rm(path, { force: true })
    throw error
  }
}
