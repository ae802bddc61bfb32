import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { hash } from '#sealing/proof/hash.ts'
import { makeSetup } from '#sealing/proof/passphrase.ts'
import { newServerKey } from '#sealing/proof/sign.ts'
import type { Installation } from '../store/store.ts'

/** The secrets of a new installation. Only the hash of the set-up token is kept: whoever starts it has the token. */
export async function makeInstallation(setupToken: Bytes): Promise<Installation> {
  return {
    salt: randomBytes(32), opaqueSetup: await makeSetup(), serverKeyPkcs8: await newServerKey(), setupTokenHash: base64url(hash(setupToken)),
  }
}
