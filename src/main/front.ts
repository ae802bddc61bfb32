// The front's process: the public port. It holds what is typed without JavaScript until it is sealed, and has no store.
import { startFront } from '#clients/front/front.ts'
import { runChild } from './child.ts'
import { Trouble } from './trouble.ts'

export interface FrontOptions {
  /** Where the API is. */
  readonly socketPath: string
  readonly host: string
  readonly port: number
}

export interface FrontReady {
  /** As people reach it. */
  readonly url: string
}

runChild<FrontOptions, FrontReady>(async (options) => {
  try {
    const front = await startFront(options)
    return { ready: { url: front.url }, stop: () => front.close() }
  } catch (error) {
    throw troubleOf(error, options)
  }
})

function troubleOf(error: unknown, { host, port }: FrontOptions): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'EADDRINUSE') return new Trouble('port-in-use', { host, port: String(port) })
  if (code === 'EACCES' || code === 'EPERM') return new Trouble('address-not-allowed', { host, port: String(port) })
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new Trouble('address-not-available', { host, port: String(port) })
  return error
}
