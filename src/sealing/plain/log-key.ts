import { base64url, randomBytes } from '#base/bytes.ts'
import { derive } from './derive.ts'
import { Secret } from './secret.ts'

/** The key of one generation of one log. Everything in it is sealed under this key; every reader has it in a wrap. */
export interface LogKey {
  readonly office: string
  readonly log: string
  readonly generation: number
  readonly key: Secret<'log-key'>
}

export function newLogSecret(): Secret<'log-key'> {
  return new Secret('log-key', randomBytes(32))
}

/** What entry 0 and every re-keying sign for. A client refuses to write under a key that matches no signed commitment. */
export function commitmentOf(key: Secret<'log-key'>): string {
  return base64url(derive(key.reveal(), 'postern/commit/v1'))
}
