import { base64url, concat, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { bytesOf, type Api } from '#clients/transport/api.ts'
import { TELEPHONE_HZ } from '#domain/telephone.ts'
import { openSpoken } from '#sealing/open/spoken.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { spokenToken, type SpokenPlace, type SpokenSound } from '#sealing/plain/spoken-place.ts'
import { uploadId } from '#sealing/proof/file.ts'
import { sealSpoken } from '#sealing/seal/spoken.ts'
import { UPLOAD_SCHEME } from '#wire/routes.ts'

export const PART_BYTES = LIMITS.spokenPartSeconds * TELEPHONE_HZ
/** In the place of a part: what stands in this take was thrown away. */
export const THROWN_AWAY = 0xffff_ffff
/** Of one turn, over all calls. */
const TAKES_MAX = 64
const PARTS_MAX = Math.ceil(LIMITS.spokenSecondsMax / LIMITS.spokenPartSeconds)

/** Speech that an earlier line put away and did not send. */
export interface Found extends SpokenSound {
  readonly samples: Bytes
  readonly take: number
}

/** Says that a take was thrown away: its parts still lie there, and nobody is offered them. */
export function throwAway(api: Api, keys: ReporterKeys, { sound, turn, take }: { readonly sound: SpokenSound; readonly turn: number; readonly take: number }): Promise<void> {
  return putPart(api, keys, { place: { turn, take, part: THROWN_AWAY }, sound, samples: new Uint8Array(0) })
}

/** Seals a part of speech and puts it where only the code finds it. @see spec/telephone.md */
export async function putPart(api: Api, keys: ReporterKeys, part: { readonly place: SpokenPlace; readonly sound: SpokenSound; readonly samples: Bytes }): Promise<void> {
  const sealed = await sealSpoken(keys, part.sound, part.samples)
  const { headers, parameters } = addressOf(keys, part.place)
  await api.call({ route: 'start-upload', headers, parameters, body: { segments: 1, keptBytes: sealed.length } })
  await api.call({ route: 'put-segment', headers, parameters: { ...parameters, segment: '0' }, bytes: sealed })
}

/** What lies under a code. */
export interface Parts {
  /** The last take that waits and was not thrown away, as far as it was put away without a gap. */
  readonly unsent: Found | null
  /** The first take in which nothing stands, nor that it was thrown away: what is said next is looked for there. */
  readonly nextTake: number
}

/** @throws Refusal `unreachable` */
export async function findParts(api: Api, keys: ReporterKeys, turn: number): Promise<Parts> {
  let found: Found | null = null
  for (let take = 0; take < TAKES_MAX; take++) {
    const isThrownAway = await partAt(api, keys, { turn, take, part: THROWN_AWAY }) !== null
    const next = isThrownAway ? null : await takeAt(api, keys, { turn, take })
    if (next === null && !isThrownAway) return { unsent: found, nextTake: take }
    found = next
  }
  return { unsent: found, nextTake: TAKES_MAX }
}

async function takeAt(api: Api, keys: ReporterKeys, { turn, take }: { readonly turn: number; readonly take: number }): Promise<Found | null> {
  const samples: Bytes[] = []
  let sound: SpokenSound | null = null
  for (let part = 0; part < PARTS_MAX; part++) {
    const opened = await partAt(api, keys, { turn, take, part })
    if (opened === null || (sound !== null && (sound.codec !== opened.codec || sound.recorded !== opened.recorded))) break
    sound = { codec: opened.codec, recorded: opened.recorded }
    samples.push(opened.samples)
  }
  return sound === null ? null : { ...sound, samples: concat(...samples), take }
}

async function partAt(api: Api, keys: ReporterKeys, place: SpokenPlace): Promise<Omit<Found, 'take'> | null> {
  const { headers, parameters } = addressOf(keys, place)
  try {
    const sealed = await bytesOf(await api.call({ route: 'read-upload-segment', headers, parameters: { ...parameters, segment: '0' } }))
    return await openSpoken(keys, sealed)
  } catch (error) {
    // A part that does not open is where what was kept ends.
    if (error instanceof Refusal && ['no-such-upload', 'foreign-key', 'not-canonical'].includes(error.code)) return null
    throw error
  }
}

function addressOf(keys: ReporterKeys, place: SpokenPlace) {
  const token = spokenToken(keys, place)
  return { parameters: { upload: uploadId(token) }, headers: { authorization: `${UPLOAD_SCHEME} ${base64url(token)}` } }
}
