import { changePassphrase, proveByPassphrase } from '#clients/member/access.ts'
import { checkPassphrase } from '#clients/member/prepare.ts'
import { command, DONE } from './command.ts'
import { answer } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { readSecretLine } from './text-input.ts'

/** postern desk passphrase: changes the member's passphrase. Needs the old one, and ends the other sessions that began by it. */
export const deskPassphrase = command({
  name: 'desk passphrase',
  summary: 'summary-desk-passphrase',
  options: { ...MEMBER_OPTIONS, 'new-passphrase-file': { type: 'text', value: 'F', required: true, help: 'option-new-passphrase-file' } },
  async run(given, io) {
    const fresh = await readSecretLine(given['new-passphrase-file'])
    checkPassphrase(fresh)
    const { session } = await logInAsMember(given, io)
    await proveByPassphrase(session, await readSecretLine(given['passphrase-file']))
    await changePassphrase(session, fresh)
    answer(io, { changed: true }, () => [io.say['passphrase-changed']])
    return DONE
  },
})
