// A member or reporter as a program, over the public port: the same modules that the pages use.
import type { TestContext } from 'node:test'
import { randomBytes } from '#base/bytes.ts'
import { newRecoveryCode, newTotpSecret, oneTimeCodeAt, suggestPassphrase } from '#clients/member/prepare.ts'
import type { NewMember } from '#clients/member/member.ts'
import type { Session } from '#clients/member/session.ts'
import { setUpOffice } from '#clients/member/set-up.ts'
import { httpApi, type Api } from '#clients/transport/api.ts'
import { newIdentity } from '#sealing/plain/age-identity.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { Secret } from '#sealing/plain/secret.ts'
import { signingKeyFrom } from '#sealing/plain/signing-key.ts'
import { startPostern, type Postern, type PosternOptions } from './postern.ts'

/** `headers` go with every request, as a browser's own would. */
export function clientOf(url: string, headers: Readonly<Record<string, string>> = {}): Api {
  const origin = new URL(url).origin
  return httpApi(origin, (input, init) => fetch(input, { ...init, headers: { origin, ...headers, ...init?.headers as Record<string, string> } }))
}

export function person(name: string, passphrase = suggestPassphrase()): NewMember {
  const totpSecret = newTotpSecret()
  return { name, passphrase, totpSecret, recoveryCode: newRecoveryCode(), oneTimeCode: oneTimeCodeAt(totpSecret, Date.now()) }
}

/** A running Postern with one office and its administrator logged in. */
export async function startWithOffice(
  test: TestContext, options: PosternOptions & { readonly member?: NewMember; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly postern: Postern; readonly api: Api; readonly session: Session; readonly member: NewMember }> {
  const { member = person('Lin Yue'), headers, ...starting } = options
  const postern = await startPostern(test, starting)
  const api = clientOf(postern.url, headers)
  const token = tokenOf(postern)
  const session = await setUpOffice(api, { token, names: { en: 'Test office', zh: '测试受理办公室' }, timeZone: 'Asia/Shanghai', member })
  return { postern, api, session, member }
}

export function tokenOf({ setupUrl }: Pick<Postern, 'setupUrl'>): string {
  const [, token] = (setupUrl ?? '').split('#setup=')
  if (token === undefined) throw new Error(`no set-up link in ${setupUrl ?? 'null'}`)
  return token
}

/** A reporter's keys without the slow derivation: for tests that file many reports. */
export async function quickReporter(): Promise<ReporterKeys> {
  return {
    lookup: randomBytes(32), token: randomBytes(32), identity: newIdentity('reporter-identity'),
    signing: await signingKeyFrom(new Secret('sign-seed', randomBytes(32))),
  }
}
