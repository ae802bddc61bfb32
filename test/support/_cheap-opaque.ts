// The library of passphrases with a key stretching that costs next to nothing. cheap-passphrases.ts puts it in the library's place.
import { client as honest, ready } from '@serenity-kit/opaque'

const keyStretching = { 'argon2id-custom': { iterations: 1, memory: 64, parallelism: 1 } } as const

type Client = typeof honest

export { ready }
export const client: Client = {
  ...honest,
  finishRegistration: (parameters) => honest.finishRegistration({ ...parameters, keyStretching }),
  finishLogin: (parameters) => honest.finishLogin({ ...parameters, keyStretching }),
}
