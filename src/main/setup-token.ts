import { readFile, rm } from 'node:fs/promises'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { base64url, fromBase64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { hash } from '#sealing/proof/hash.ts'

/**
 * The token of the set-up link. Only its hash is in the database; the token itself is in a file that nobody else may read, so
 * that the link can be shown again until it is used, and the file goes with its use.
 */
const FILE = 'setup-token'

/** Written before its hash is kept: a crash in between leaves a file without use, and never a hash without its token. */
export function newSetupToken(dataDir: string): Bytes {
  const token = randomBytes(32)
  writeFileSync(join(dataDir, FILE), base64url(token), { mode: 0o600, flush: true })
  return token
}

export async function dropSetupToken(dataDir: string): Promise<void> {
  await rm(join(dataDir, FILE), { force: true })
}

/** @returns null once the link was used, or where another node's directory has the file. */
export async function setupTokenIn(dataDir: string, setupTokenHash: string | null): Promise<string | null> {
  if (setupTokenHash === null) {
    await dropSetupToken(dataDir)
    return null
  }
  const token = (await readFile(join(dataDir, FILE), 'utf8').catch(() => '')).trim()
  const bytes = fromBase64url(token)
  return bytes !== null && base64url(hash(bytes)) === setupTokenHash ? token : null
}
