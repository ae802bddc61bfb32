import * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'
import { httpApi, type Api } from '#clients/transport/api.ts'
import { installation } from '#wire/messages.ts'
import { isId } from './arguments.ts'
import { UsageError } from './command.ts'

export const SERVER_OPTIONS = {
  to: { type: 'text', value: 'URL', required: true, help: 'option-to' },
  office: { type: 'text', value: 'ID', help: 'option-office' },
} as const

export interface ServerGiven {
  readonly to: string
  readonly office: string | undefined
}

export interface Connection {
  readonly api: Api
  readonly office: string
}

/**
 * The server and the office that a command is about.
 * @throws UsageError if the address is none, or there are several offices and none was named; Refusal `no-such-office`, `unreachable`
 */
export async function connect({ to, office }: ServerGiven): Promise<Connection> {
  const api = httpApi(originOf(to))
  if (office !== undefined && !isId(office)) throw new UsageError((say) => say['usage-office-id'])
  return { api, office: office ?? await soleOffice(api) }
}

function originOf(address: string): string {
  const url = URL.parse(address)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) throw new UsageError((say) => say['usage-address']({ address }))
  return url.origin
}

async function soleOffice(api: Api): Promise<string> {
  const response = await api.call({ route: 'read-installation' })
  const known = v.safeParse(installation, await response.json())
  if (!known.success) throw new Refusal('wrong-server')
  const [first, ...others] = known.output.offices
  if (first === undefined) throw new Refusal('no-such-office')
  if (others.length > 0) throw new UsageError((say) => say['usage-which-office']({ offices: [first, ...others].join(' ') }))
  return first
}
