import { appendFileSync, closeSync, existsSync, openSync, readFileSync, readSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { randomFillSync } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { base64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { prepareReport } from '#clients/reporter/file-report.ts'
import { ownFile } from '#clients/reporter/own-file.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import { openFile, wholeFile } from '#clients/transport/download.ts'
import type { Attachment } from '#domain/bodies.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { uploadId } from '#sealing/proof/file.ts'
import { hash } from '#sealing/proof/hash.ts'
import { fileShape, keptBytesOf, SEGMENT_BYTES } from '#sealing/sealed/file-shape.ts'
import { UPLOAD_SCHEME } from '#wire/routes.ts'
import { quickReporter } from '#test/support/client.ts'
import { startClient, type Client } from './client.ts'
import { readKept } from './kept-upload.ts'
import { between, type Death, type Plan } from './plan.ts'
import type { Service } from './service.ts'
import type { SenderOptions, Told } from './told.ts'
import { keysUsedTwice, readWire } from './wire.ts'

export interface Scene {
  readonly service: Service
  readonly api: Api
  readonly office: TrustedOffice
  /** Where files and what senders keep lie meanwhile. */
  readonly folder: string
}

export interface RoundOutcome {
  readonly segments: number
  /** Segments that were there when the sender went on the last time; null where it began under a key of its own. */
  readonly notSentAgain: number | null
  /** Whether the file went under another key in the end than at first. */
  readonly anew: boolean
  /** Whether a changed file was refused, as it must be where the change lies in what was sealed. */
  readonly differed: boolean
  readonly serverKills: number
  readonly clientKills: number
}

const CITING_LATER_MS_MAX = 60
const AGAIN_AFTER_MS = 50
const AGAIN_WITHIN_MS = 60_000

/** One file on its way through deaths. @throws Error, saying what does not hold */
export async function runRound(scene: Scene, plan: Plan): Promise<RoundOutcome> {
  const place = placeIn(scene)
  writeRandom(place.path, plan.sizeBytes)
  const told: Told[][] = []
  const begin = (): Client => {
    const client = startClient(place)
    told.push(client.told as Told[])
    return client
  }
  let [client, mustDiffer] = [begin(), false]
  for (const death of plan.deaths) {
    await client.until(death.afterTold)
    await pause(death.laterMs)
    if (death.who !== 'client') await scene.service.die(death.who)
    else {
      await client.kill9()
      mustDiffer = leave(place, death) || mustDiffer
      client = begin()
    }
  }
  const attachment = await client.there()
  const sha256 = base64url(hash(readFileSync(place.path)))
  must(attachment.sha256 === sha256, 'what was sent is not what lies on the disk')
  const keys = await citedThroughDeath(scene, plan, attachment)
  must(await fetchedHash(scene.api, keys, attachment) === sha256, 'what was fetched is not what was sent')
  await refusesOtherBytes(scene.api, place.keptPath)
  const puts = readWire(place.wirePath)
  must(keysUsedTwice(puts).length === 0, `one key sealed two contents: ${keysUsedTwice(puts).join(', ')}`)
  const all = told.flat()
  const differed = all.some(({ at }) => at === 'differs')
  must(!mustDiffer || differed, 'a changed file went on under the same key')
  for (const path of [place.path, place.keptPath, place.wirePath]) rmSync(path)
  return { ...outcomeOf(all), differed, serverKills: kills(plan, 'service'), clientKills: kills(plan, 'client') }
}

/** @throws Error, after which the run ends: what it leaves behind is looked at by hand */
export function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}

export function placeIn({ service: { url }, folder }: Pick<Scene, 'folder' | 'service'>, compares = true): SenderOptions {
  return { url, path: join(folder, 'file'), keptPath: join(folder, 'kept'), wirePath: join(folder, 'wire'), compares }
}

export function writeRandom(path: string, sizeBytes: number): void {
  writeFileSync(path, randomFillSync(new Uint8Array(sizeBytes)))
}

/** What the next process finds. @returns whether it must refuse to go on under the key that it finds */
function leave(place: SenderOptions, { left }: Extract<Death, { who: 'client' }>): boolean {
  if (left === 'nothing') rmSync(place.keptPath, { force: true })
  const kept = existsSync(place.keptPath) ? readKept(place.keptPath) : null
  if (left === 'longer-file') {
    appendFileSync(place.path, 'one more line')
    return kept !== null
  }
  if (left !== 'changed-file') return false
  const at = Math.floor(between(0, statSync(place.path).size))
  changeByte(place.path, at)
  return kept?.sealed.has(Math.floor(at / SEGMENT_BYTES)) ?? false
}

export function changeByte(path: string, at: number): void {
  const file = openSync(path, 'r+')
  const byte = new Uint8Array(1)
  readSync(file, byte, 0, 1, at)
  writeSync(file, byte.map((each) => each ^ 1), 0, 1, at)
  closeSync(file)
}

/** Cites the file in a report; where the plan says so, the service dies meanwhile. */
async function citedThroughDeath({ service, api, office }: Scene, { diesCiting }: Plan, attachment: Attachment): Promise<ReporterKeys> {
  const keys = await quickReporter()
  const channel = office.channels[0]?.channel ?? ''
  const draft = { channel, answers: { what: 'The recording is in the file.', danger: 'no' }, language: 'en', provenance: 'in-browser', files: [attachment] } as const
  const prepared = await prepareReport(office, { draft, keys })
  const death = diesCiting ? pause(between(0, CITING_LATER_MS_MAX)).then(() => service.die('server')) : Promise.resolve()
  await Promise.all([untilReached(() => prepared.send(api)), death])
  return keys
}

async function fetchedHash(api: Api, keys: ReporterKeys, attachment: Attachment): Promise<string> {
  const file = await untilReached(() => openFile(api, ownFile(keys, attachment.file), attachment))
  const parts: Uint8Array[] = []
  for await (const part of wholeFile(file)) parts.push(part)
  return base64url(hash(Buffer.concat(parts)))
}

/** Whoever has the sender's own token puts other bytes in a segment's place. */
async function refusesOtherBytes(api: Api, keptPath: string): Promise<void> {
  const upload = readKept(keptPath)
  if (upload === null) throw new Error('a sender kept nothing of what it sent')
  const segment = Math.floor(between(0, upload.shape.segments))
  const call = {
    route: 'put-segment', parameters: { upload: uploadId(upload.token), segment: String(segment) },
    headers: { authorization: `${UPLOAD_SCHEME} ${base64url(upload.token)}` }, bytes: new Uint8Array(keptBytesOf(upload.shape, segment)),
  } as const
  const code = await untilReached(() => api.call(call)).then(() => 'accepted', (error: unknown) => { if (error instanceof Refusal) return error.code; throw error })
  must(code === 'segment-differs', `other bytes for a segment that was there were answered: ${code}`)
}

async function untilReached<T>(act: () => Promise<T>): Promise<T> {
  for (const startedMs = performance.now(); ;) {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'unreachable') || performance.now() - startedMs > AGAIN_WITHIN_MS) throw error
      await pause(AGAIN_AFTER_MS)
    }
  }
}

function outcomeOf(told: readonly Told[]): Pick<RoundOutcome, 'segments' | 'notSentAgain' | 'anew'> {
  const began = told.filter((each) => each.at === 'begins')
  const last = told.findLast((each) => each.at === 'goes-on' || each.at === 'begins')
  const there = told.findLast((each) => each.at === 'there')
  const segments = there === undefined ? 0 : fileShape(there.attachment.sizeBytes).segments
  const anew = began[0]?.key !== began.at(-1)?.key
  return { segments, anew, notSentAgain: last?.at === 'goes-on' ? last.arrived : null }
}

function kills({ deaths, diesCiting }: Plan, of: 'service' | 'client'): number {
  const clients = deaths.filter(({ who }) => who === 'client').length
  return of === 'client' ? clients : deaths.length - clients + (diesCiting ? 1 : 0)
}
