// Goal: a guess at a passphrase costs what we say it does. Method: our client against the library's own, told the cost in figures; then the
// cheap one that tests of other things use, which must be another.
import assert from 'node:assert/strict'
import test from 'node:test'
import { client, ready, server } from '@serenity-kit/opaque'
import { startLogin, startRegistration } from './passphrase.ts'

const PASSPHRASE = 'six words that somebody has chosen'
const FULL = { 'argon2id-custom': { iterations: 3, memory: 65_536, parallelism: 4 } } as const
const CHEAP = { 'argon2id-custom': { iterations: 1, memory: 64, parallelism: 1 } } as const

async function registered(): Promise<{ readonly serverSetup: string; readonly registrationRecord: string }> {
  await ready
  const serverSetup = server.createSetup()
  const { request, finish } = await startRegistration(PASSPHRASE)
  const { registrationResponse } = server.createRegistrationResponse({ serverSetup, userIdentifier: 'lin', registrationRequest: request })
  return { serverSetup, registrationRecord: finish(registrationResponse).record }
}

test('a passphrase is stretched by an Argon2id of 64 MiB and three passes, and by nothing less', async () => {
  const account = await registered()
  const opens = (keyStretching: typeof FULL | typeof CHEAP): boolean => {
    const { clientLoginState, startLoginRequest } = client.startLogin({ password: PASSPHRASE })
    const { loginResponse } = server.startLogin({ ...account, userIdentifier: 'lin', startLoginRequest })
    return client.finishLogin({ password: PASSPHRASE, clientLoginState, loginResponse, keyStretching }) !== undefined
  }
  assert.equal(opens(FULL), true)
  assert.equal(opens(CHEAP), false)
})

test('the right passphrase opens what it registered, and a wrong one does not', async () => {
  const account = await registered()
  for (const [passphrase, isRight] of [[` ${PASSPHRASE.replace(' ', '   ')} `, true], [`${PASSPHRASE}s`, false]] as const) {
    const { request, finish } = await startLogin(passphrase)
    const { loginResponse } = server.startLogin({ ...account, userIdentifier: 'lin', startLoginRequest: request })
    assert.equal(finish(loginResponse) !== null, isRight)
  }
})
