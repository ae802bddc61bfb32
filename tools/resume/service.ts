import type { TestContext } from 'node:test'
import { processesOf } from '#bench/processes.ts'
import { startPostern, type Postern, type PosternOptions } from '#test/support/postern.ts'

/** What ends with a run: a test's context, or whoever keeps the list. */
export type Ending = Pick<TestContext, 'after'>

/** Postern that dies and comes back on the same data, at the same address. */
export interface Service {
  readonly url: string
  readonly data: string
  /** Kills the process that keeps everything, or all processes at once as a power cut would, and starts it all again. */
  die(who: 'server' | 'all'): Promise<void>
  stop(): Promise<void>
}

export function serviceOf(ending: Ending, started: Postern): Service {
  const { url, data, port } = started
  const options: PosternOptions = { data, port }
  let running = started
  return {
    url, data,
    async die(who) {
      if (who === 'all') await running.kill9()
      else process.kill(processesOf(running.pid).server, 'SIGKILL')
      // The front is not let run alone: it ends by itself, and whoever watches over Postern starts it again.
      await running.ended
      running = await startPostern(ending as TestContext, options)
    },
    stop: () => running.stop(),
  }
}
