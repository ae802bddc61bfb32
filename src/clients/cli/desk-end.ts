import { Refusal } from '#base/refusal.ts'
import { withToken } from '#clients/member/log-in.ts'
import { connect, SERVER_OPTIONS } from './connect.ts'
import { command, DONE } from './command.ts'
import { answer } from './io.ts'
import { sessionFile } from './session-file.ts'

/** postern desk end: ends the kept session and deletes its token. Needs no passphrase: the token is enough to end it. */
export const deskEnd = command({
  name: 'desk end',
  summary: 'summary-desk-end',
  options: {
    ...SERVER_OPTIONS,
    'member': { type: 'text', value: 'NAME', required: true, help: 'option-member' },
    'passphrase-file': { type: 'text', value: 'F', help: 'option-unneeded' },
    'totp-secret-file': { type: 'text', value: 'F', help: 'option-unneeded' },
  },
  async run(given, io) {
    const { api, office } = await connect(given)
    const file = await sessionFile(io.env, { origin: api.origin, office, name: given.member })
    const token = await file.read()
    await file.remove()
    const ended = token !== null && await end(() => withToken(api, token).call({ route: 'end-session' }))
    answer(io, { ended }, () => [ended ? io.say['end-done'] : io.say['end-none']])
    return DONE
  },
})

/** @returns false if the server knew the session no more. */
async function end(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call()
    return true
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'session-ended' || error.code === 'not-authenticated')) return false
    throw error
  }
}
