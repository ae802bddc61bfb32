// Runs jobs side by side: a few at once, fewer of those that drive a browser, each once what it needs is there.
export interface Ready { readonly pages: Promise<unknown>; readonly browsers: Promise<unknown> }

export interface Lanes {
  readonly lanes: number
  /** How many at once may drive a browser: more of them would wait for each other. */
  readonly browsers: number
  readonly ready: Ready
}

interface Needy { readonly needsPages: boolean; readonly needsBrowsers: boolean }

/**
 * Takes the jobs in their order, but for those that must wait.
 * @throws what a job or the readiness of something threw first, once nothing runs any more
 */
export async function runInLanes<J extends Needy>(jobs: readonly J[], { lanes, browsers, ready }: Lanes, work: (job: J) => Promise<void>): Promise<void> {
  const waiting = [...jobs]
  const running = new Map<J, Promise<void>>()
  const coming = new Map<keyof Ready, Promise<void>>()
  const thrown: unknown[] = []
  const watched = async (deed: Promise<unknown>, end: () => void): Promise<void> => {
    await deed.catch((error: unknown) => { thrown.push(error) })
    end()
  }
  for (const what of ['pages', 'browsers'] as const) coming.set(what, watched(ready[what], () => { coming.delete(what) }))
  const mayBegin = ({ needsPages, needsBrowsers }: J): boolean => {
    if ((needsPages && coming.has('pages')) || (needsBrowsers && coming.has('browsers'))) return false
    return !needsBrowsers || [...running.keys()].filter((job) => job.needsBrowsers).length < browsers
  }
  while (waiting.length > 0 && thrown.length === 0) {
    const next = running.size < lanes ? waiting.findIndex(mayBegin) : -1
    const [job] = next === -1 ? [] : waiting.splice(next, 1)
    if (job === undefined) await Promise.race([...running.values(), ...coming.values()])
    else running.set(job, watched(work(job), () => { running.delete(job) }))
  }
  await Promise.all(running.values())
  if (thrown.length > 0) throw thrown[0]
}
