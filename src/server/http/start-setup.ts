import { registrationAnswer, registrationStart } from '#wire/messages.ts'
import { checkSetupToken, type SetupDeps } from '../actions/open-office.ts'
import { registerPassphrase, type PassphraseDeps } from '../actions/register-passphrase.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const startSetup: Route<'setup', SetupDeps & PassphraseDeps> = {
  takes: { json: registrationStart },
  gives: { status: 200, json: registrationAnswer },
  refuses: ['setup-used', 'not-authenticated'],
  async handle(call, deps) {
    const { token, login, registrationRequest } = await call.json(registrationStart)
    await checkSetupToken(deps, token)
    return json(200, { registrationResponse: await registerPassphrase(deps, login, registrationRequest) })
  },
}
