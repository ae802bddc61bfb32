import { rekeyLogs } from '#clients/member/rekey-logs.ts'
import { command, DONE } from './command.ts'
import { answer } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'

/** postern desk rekey: goes through all reports that the member reads and gives new keys where somebody left. Needs a member's passphrase. */
export const deskRekey = command({
  name: 'desk rekey',
  summary: 'summary-desk-rekey',
  note: 'note-desk-rekey',
  options: { ...MEMBER_OPTIONS },
  async run(given, io) {
    const { session } = await logInAsMember(given, io)
    const told = await rekeyLogs(session, () => {})
    answer(io, { ...told }, () => [io.say['rekey-told']({ ...told })])
    return DONE
  },
})
