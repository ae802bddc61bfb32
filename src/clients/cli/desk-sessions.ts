import { endNamedSession, endOtherSessions, listAccess, type PasskeyView, type SessionView } from '#clients/member/access.ts'
import { command, DONE } from './command.ts'
import { answer, type Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { visibleLine } from './visible.ts'

/** postern desk sessions: the member's own ways in and sessions, and ends them. Needs the member's passphrase. */
export const deskSessions = command({
  name: 'desk sessions',
  summary: 'summary-desk-sessions',
  options: {
    ...MEMBER_OPTIONS,
    'end': { type: 'text', value: 'ID', help: 'option-end-session' },
    'end-others': { type: 'flag', help: 'option-end-others' },
  },
  async run(given, io) {
    const { session } = await logInAsMember(given, io)
    if (given.end !== undefined) await endNamedSession(session, given.end)
    const ended = given['end-others'] ? await endOtherSessions(session) : 0
    const { passkeys, sessions } = await listAccess(session)
    answer(io, { passkeys, sessions, ended }, () => [
      ...passkeys.map((passkey) => passkeyLine(passkey, io)), ...sessions.map((each) => sessionLine(each, io)),
      ...(given['end-others'] ? [io.say['sessions-ended']({ count: ended })] : []),
    ])
    return DONE
  },
})

function passkeyLine({ label, host, added }: PasskeyView, io: Io): string {
  return io.say['sessions-passkey']({ label: visibleLine(label ?? '?'), host: visibleLine(host), day: added })
}

function sessionLine({ session, way, begun, here }: SessionView, io: Io): string {
  return [session, io.say[`sessions-by-${way}`], begun, ...(here ? [io.say['sessions-here']] : [])].join('  ')
}
