// Goal: cheap passphrases are cheap, and are understood by nobody who pays the whole. Method: one registered here, opened by the library itself.
import assert from 'node:assert/strict'
import test from 'node:test'
import { client, ready, server } from '@serenity-kit/opaque'
import { startRegistration } from '#sealing/plain/passphrase.ts'
import { makePassphrasesCheap } from './cheap-passphrases.ts'

const CHEAP = { 'argon2id-custom': { iterations: 1, memory: 64, parallelism: 1 } } as const

test('a passphrase registered cheaply opens cheaply, and not at the whole cost', async () => {
  makePassphrasesCheap()
  await ready
  const [password, userIdentifier, serverSetup] = ['six words', 'lin', server.createSetup()]
  const { request, finish } = await startRegistration(password)
  const { registrationResponse } = server.createRegistrationResponse({ serverSetup, userIdentifier, registrationRequest: request })
  const registrationRecord = finish(registrationResponse).record
  for (const [isOpened, cost] of [[true, { keyStretching: CHEAP }], [false, {}]] as const) {
    const { clientLoginState, startLoginRequest } = client.startLogin({ password })
    const { loginResponse } = server.startLogin({ serverSetup, userIdentifier, registrationRecord, startLoginRequest })
    assert.equal(client.finishLogin({ password, clientLoginState, loginResponse, ...cost }) !== undefined, isOpened)
  }
})
