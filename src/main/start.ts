import { resolve } from 'node:path'
import { httpApi } from '#clients/transport/api.ts'
import { startChild, warmUp, type Child } from './child.ts'
import type { Demo } from './demo.ts'
import type { FrontOptions, FrontReady } from './front.ts'
import type { ServerOptions, ServerReady } from './server.ts'
import type { PushSettings } from '#server/push/post.ts'
import { readMailSettings } from './mail-settings.ts'
import { Trouble } from './trouble.ts'

/** What `./postern start` takes, checked for form. */
export interface StartOptions {
  readonly host: string
  readonly port: number
  readonly data: string
  readonly database?: string
  readonly blobs?: string
  readonly demo: boolean
  readonly uploadRoomBytes?: number
  /** The file of the mail server. */
  readonly mail?: string
  /** How browsers are told. */
  readonly push?: PushSettings
}

/** The line that `--json` prints, once ready. */
export interface Ready {
  readonly ready: true
  readonly url: string
  /** The one-time link that makes the first administrator; null once it was used. */
  readonly setupUrl: string | null
  /** Null without `--demo`, and where an office is there already. */
  readonly demo: Demo | null
}

export interface Running {
  readonly ready: Ready
  /** Which process ended first, unasked; null after `stop`. Nothing is restarted: whoever watches over Postern decides. */
  readonly ended: Promise<'server' | 'front' | null>
  /** Lets requests under way finish, front first. */
  stop(): Promise<void>
}

/** Told how many demonstration reports of how many are in. */
export type Progress = (done: number, all: number) => void

/**
 * Starts the two processes and waits until both are ready: the server first, then the front that needs it. From here on a signal
 * does not end this process but stops the two, even if it comes while they start.
 *
 * @throws Trouble where whoever starts it can mend it
 */
export async function startPostern(options: StartOptions, progress: Progress = () => {}): Promise<Running> {
  if (options.blobs !== undefined) throw new Trouble('blobs-unknown')
  const signalled = new Promise<void>((told) => { process.once('SIGTERM', told).once('SIGINT', told) })
  const { server, front } = await startBoth(options)
  let asked = false
  const stop = async (): Promise<void> => {
    asked = true
    await front.stop()
    await server.stop()
  }
  const ended = Promise.race([server.ended.then(() => 'server' as const), front.ended.then(() => 'front' as const)])
    .then(async (first) => {
      if (asked) return null
      await stop()
      return first
    })
  void signalled.then(stop)
  watchStarter(stop)
  const { url } = front.ready
  const { setupToken } = server.ready
  const demo = options.demo && setupToken !== null
    ? await startOr({ stop }, () => demonstrate(url, setupToken, progress))
    : null
  const setupUrl = setupToken === null || demo !== null ? null : `${url}/desk/#setup=${setupToken}`
  return { ready: { ready: true, url, setupUrl, demo }, ended, stop }
}

/**
 * Where a machine's own Node stands in front of us (tools/set-up/runtime.mjs) and is killed, nobody would be left to pass a signal on:
 * the service would hold port and data for ever.
 */
function watchStarter(stop: () => Promise<void>): void {
  const starter = Number(process.env['POSTERN_STARTER'])
  if (!Number.isInteger(starter) || starter !== process.ppid) return
  const watch = setInterval(() => {
    if (process.ppid === starter) return
    clearInterval(watch)
    void stop()
  }, STARTER_WATCH_MS)
  watch.unref()
}

const STARTER_WATCH_MS = 500

async function startBoth({ host, port, database, data, uploadRoomBytes, mail, push }: StartOptions): Promise<{ readonly server: Child<ServerReady>; readonly front: Child<FrontReady> }> {
  const serverOptions: ServerOptions = {
    data: resolve(data), ...(mail === undefined ? {} : { mail: await readMailSettings(mail) }),
    ...(push === undefined ? {} : { push }),
    ...(database === undefined ? {} : { database }), ...(uploadRoomBytes === undefined ? {} : { uploadRoomBytes }),
  }
  // The thread that writes is a program of its own.
  await warmUp(['./server.ts', './front.ts', '../server/store/sqlite-worker.ts'])
  const server = await startChild<ServerReady>('./server.ts', serverOptions)
  const { socketPath } = server.ready
  const front = await startOr(server, () => startChild<FrontReady>('./front.ts', { socketPath, host, port } satisfies FrontOptions))
  return { server, front }
}

async function demonstrate(url: string, setupToken: string, progress: Progress): Promise<Demo> {
  const { makeDemo } = await import('./demo.ts')
  return makeDemo(httpApi(url), setupToken, progress)
}

async function startOr<T>(before: Pick<Child<unknown>, 'stop'>, begin: () => T | Promise<T>): Promise<T> {
  try {
    return await begin()
  } catch (error) {
    await before.stop()
    throw error
  }
}

/** Stays until a signal, or until one of the processes ends by itself. @returns that one, or null after a signal */
export function untilEnded({ ended }: Running): Promise<'server' | 'front' | null> {
  return ended
}
