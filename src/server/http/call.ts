import * as v from 'valibot'
import { fromUtf8, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal, type RefusalCode } from '#base/refusal.ts'
import { BYTES_TYPE, FRAMES_TYPE } from '#wire/frames.ts'
import * as f from '#wire/fields.ts'
import { parse } from '#wire/parse.ts'
import type { Place } from '../actions/passkey-ceremony.ts'
import { placeOf } from './origin.ts'
import { readBody, type BodySource } from './read-body.ts'

/** A request as a route sees it: everything it takes out was parsed. No address and no user agent can be asked for. */
export interface Call<Who = unknown> {
  /** Whoever the route's access lets in. */
  readonly who: Who
  /** An id in the path. @throws Refusal: what is no id names nothing. */
  id(name: PathName): string
  /** A number in the path. @throws Refusal `malformed` */
  number(name: 'segment' | 'seq'): number
  query<S extends v.GenericSchema>(schema: S): v.InferOutput<S>
  /** Where the page stands that sent this, as its browser says; checked against the host already. @throws Refusal `malformed` from a client that is no browser. */
  origin(): Place
  /** @throws Refusal `malformed`, `too-large` */
  json<S extends v.GenericSchema>(schema: S, bytesMax?: number): Promise<v.InferOutput<S>>
  /** @throws Refusal `malformed`, `too-large` */
  frames(bytesMax?: number): Promise<Bytes>
  /** A body that is nothing but bytes. @throws Refusal `malformed`, `too-large` */
  bytes(bytesMax: number): Promise<Bytes>
}

export type PathName = 'office' | 'log' | 'invitation' | 'passkey' | 'session' | 'entry' | 'erased' | 'upload' | 'file' | 'page' | 'device'

const NO_SUCH = { office: 'no-such-office', log: 'no-such-log', invitation: 'no-such-invitation', entry: 'no-such-channel', erased: 'no-such-log', passkey: 'no-such-passkey', session: 'no-such-session', upload: 'no-such-upload', file: 'no-such-file', page: 'no-such-page', device: 'no-push' } as const satisfies Record<PathName, RefusalCode>

export interface RawCall<Who> extends BodySource {
  readonly who: Who
  readonly parameters: Readonly<Record<string, string>>
}

export function callOf<Who>(raw: RawCall<Who>): Call<Who> {
  const { request, parameters } = raw
  return {
    who: raw.who,
    id: (name) => idIn(parameters, name),
    number: (name) => parse(f.pathNumber, parameters[name]),
    query: (schema) => parse(schema, Object.fromEntries(new URL(request.url).searchParams)),
    origin: () => placeOf(request),
    async json(schema, bytesMax = LIMITS.jsonRequestBytesMax) {
      checkType(request, 'application/json')
      return parse(schema, parseJson(await readBody(raw, bytesMax)))
    },
    async frames(bytesMax = LIMITS.requestBytesMax) {
      checkType(request, FRAMES_TYPE)
      return readBody(raw, bytesMax)
    },
    async bytes(bytesMax) {
      checkType(request, BYTES_TYPE)
      return readBody(raw, bytesMax)
    },
  }
}

export function idIn(parameters: Readonly<Record<string, string>>, name: PathName): string {
  const result = v.safeParse(f.id, parameters[name])
  if (!result.success) throw new Refusal(NO_SUCH[name])
  return result.output
}

/** Neither type can be sent by a plain form: a foreign page would have to ask first, and is told no. */
function checkType(request: Request, type: string): void {
  const [sent = ''] = (request.headers.get('content-type') ?? '').split(';')
  if (sent.trim().toLowerCase() !== type) throw new Refusal('malformed', { member: 'content-type' })
}

function parseJson(bytes: Bytes): unknown {
  try {
    return JSON.parse(fromUtf8(bytes))
  } catch {
    throw new Refusal('malformed', { member: 'body' })
  }
}
