// The front's process: the public port. It holds what is typed without JavaScript until it is sealed, and has no store.
import { startFront } from '#clients/front/front.ts'
import { addressTrouble } from './address-trouble.ts'
import { runChild } from './child.ts'

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
    throw addressTrouble(error, options)
  }
})
