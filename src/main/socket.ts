import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** What a Unix socket's address holds, on Linux; macOS holds three bytes less. */
const PATH_BYTES_MAX = 103

export interface SocketPlace {
  readonly path: string
  remove(): void
}

/** The socket stands in the data directory or, where that path is too long for one, in a new directory of our own. */
export function socketPlace(dataDir: string): SocketPlace {
  const path = resolve(dataDir, 'server.sock')
  if (Buffer.byteLength(path) <= PATH_BYTES_MAX) {
    // The directory is locked: whatever stands here was left by a process that is gone.
    rmSync(path, { force: true })
    return { path, remove: () => rmSync(path, { force: true }) }
  }
  const own = join(mkdtempSync(join(tmpdir(), 'postern-')), 'server.sock')
  return { path: own, remove: () => rmSync(dirname(own), { recursive: true, force: true }) }
}

/** Listens on a socket that only this user can reach, from its first moment on. */
export async function listenPrivately(server: Server, path: string): Promise<void> {
  const before = process.umask(0o177)
  try {
    await new Promise<void>((done, reject) => {
      server.once('error', reject)
      server.listen(path, () => { server.off('error', reject); done() })
    })
  } finally {
    process.umask(before)
  }
  chmodSync(path, 0o600)
}
