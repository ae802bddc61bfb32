import type { Files } from '../files.ts'
import type { Sealing } from '../sealing.ts'
import type { Talking } from '../talking.ts'
import { data } from './dom.ts'
import { HOST, type Host, type LentFiles } from './host.ts'
import { Cannot, preload } from './preload.ts'

/** Code that comes later, in a file of its own. */
export interface Part<T> {
  /** A failure is not kept: the next call tries anew. @throws Cannot */
  get(): Promise<T>
  /** The code if it is there. */
  now(): T | null
}

/** What seals a report, and what opens one: nobody needs both, and each is as large as all the rest. */
export const SEALING = part<Sealing>('sealing')
export const TALKING = part<Talking>('talking')
/** What cleans, seals and sends files, for the few who have any. */
export const FILES = part<Files>('files')

type PartName = 'sealing' | 'talking' | 'files'

function part<T extends Sealing | Talking | Files>(name: PartName): Part<T> {
  let loading: Promise<T> | null = null
  let loaded: T | null = null
  let attempts = 0
  return {
    now: () => loaded,
    get() {
      // A browser may remember that an address failed, so a second attempt has another one.
      loading ??= load<T>(name, attempts++).then((code) => (loaded = code)).catch((error: unknown) => {
        loading = null
        throw error instanceof Cannot ? error : new Cannot('unloaded')
      })
      return loading
    },
  }
}

/** What the code for files lends to the code that cites them, where it was ever needed. */
const LENT: LentFiles = {
  take: async (scope) => FILES.now()?.take(scope) ?? { files: [] },
  clear: (scope) => { FILES.now()?.clear(scope) },
  draw: () => { FILES.now()?.draw() },
}

/** See [Note: Held to its hash]. */
async function load<T>(name: PartName, attempt: number): Promise<T> {
  if (!isSecureContext || globalThis.crypto?.subtle === undefined) throw new Cannot('insecure')
  const [url = '', integrity = ''] = data(name).split(' ')
  const address = url + (attempt === 0 ? '' : `?${attempt + 1}`)
  await preload(address, integrity)
  const code = await import(new URL(address, location.origin).href) as { readonly begin: (host: Host) => T }
  return code.begin({ ...HOST, files: LENT })
}
