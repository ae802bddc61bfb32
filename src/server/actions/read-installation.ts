import type * as v from 'valibot'
import { base64url } from '#base/bytes.ts'
import type { installation } from '#wire/messages.ts'
import type { Reader } from '../store/store.ts'
import type { Home } from './office-entry.ts'

export interface ReadInstallationDeps {
  readonly read: Pick<Reader, 'offices'>
  readonly home: Home
  readonly version: string
}

/** What anyone may know before naming an office. */
export async function readInstallation({ read, home, version }: ReadInstallationDeps): Promise<v.InferOutput<typeof installation>> {
  return { salt: base64url(home.salt), serverKey: home.serverKey.publicId, offices: [...await read.offices()], version }
}
