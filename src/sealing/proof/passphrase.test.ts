// Goal: the right passphrase opens, and nothing else is told apart. Method: the library's client against our server half.
import assert from 'node:assert/strict'
import test from 'node:test'
import { client, ready } from '@serenity-kit/opaque'
import { finishLogin, makeSetup, registrationResponse, startLogin } from './passphrase.ts'

const PASSPHRASE = 'six words that somebody has chosen'
const stretching = { 'argon2id-custom': { iterations: 1, memory: 64, parallelism: 1 } }

async function registered(login: string) {
  await ready
  const setup = await makeSetup()
  const { clientRegistrationState, registrationRequest } = client.startRegistration({ password: PASSPHRASE })
  const response = await registrationResponse({ setup, login, registrationRequest })
  assert.ok(response !== null)
  const { registrationRecord } = client.finishRegistration({
    password: PASSPHRASE, clientRegistrationState, registrationResponse: response, keyStretching: stretching,
  })
  return { setup, login, registrationRecord }
}

async function attempt(account: { setup: string; login: string; registrationRecord: string | null }, password: string) {
  const { clientLoginState, startLoginRequest } = client.startLogin({ password })
  const step = await startLogin({ ...account, startLoginRequest })
  assert.ok(step !== null)
  const finished = client.finishLogin({ clientLoginState, loginResponse: step.loginResponse, password, keyStretching: stretching })
  return { step, finished }
}

test('the right passphrase finishes, once, and only with its own first message', async () => {
  const account = await registered('one')
  const { step, finished } = await attempt(account, PASSPHRASE)
  assert.ok(finished !== undefined)
  assert.equal(await finishLogin(step.serverLoginState, finished.finishLoginRequest), true)
  const other = await attempt(account, PASSPHRASE)
  assert.equal(await finishLogin(other.step.serverLoginState, finished.finishLoginRequest), false, 'a replayed second message')
})

test('a wrong passphrase does not finish', async () => {
  const { finished } = await attempt(await registered('one'), 'another passphrase')
  assert.equal(finished, undefined)
})

test('an unknown name is answered like a known one, and never finishes', async () => {
  const account = await registered('one')
  const known = await attempt(account, PASSPHRASE)
  const unknown = await attempt({ ...account, login: 'nobody', registrationRecord: null }, PASSPHRASE)
  assert.equal(unknown.step.loginResponse.length, known.step.loginResponse.length)
  assert.equal(unknown.finished, undefined)
  assert.ok(known.finished !== undefined)
  assert.equal(await finishLogin(unknown.step.serverLoginState, known.finished.finishLoginRequest), false)
})

test('what is no message is answered by null or false', async () => {
  const { setup } = await registered('one')
  assert.equal(await registrationResponse({ setup, login: 'one', registrationRequest: 'AAAA' }), null)
  assert.equal(await startLogin({ setup, login: 'one', registrationRecord: null, startLoginRequest: 'AAAA' }), null)
  assert.equal(await finishLogin('AAAA', 'AAAA'), false)
})
