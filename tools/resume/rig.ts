// Files through deaths: a file is sent while its sender or the service is killed at random, again and again on the same data; in the end it
// is cited, fetched, and the same. Controls: a sender that goes on without comparing, and a byte changed on the disk, must be found.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { base64url, randomBytes } from '#base/bytes.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { hash, useDigest } from '#sealing/proof/hash.ts'
import { SEGMENT_BYTES } from '#sealing/sealed/file-shape.ts'
import { nativeDigest } from '#server/native-hash.ts'
import { blobsPath, openDiskBlobs } from '#server/store/disk-blobs.ts'
import { median } from '#bench/bench.ts'
import { clientOf, startWithOffice } from '#test/support/client.ts'
import { runPostern } from '#test/support/postern.ts'
import { startClient } from './client.ts'
import { leftoversIn, twoDaysLater } from './leftovers.ts'
import { drawPlan, type Plan } from './plan.ts'
import { changeByte, must, placeIn, runRound, writeRandom, type RoundOutcome, type Scene } from './round.ts'
import { serviceOf, type Ending } from './service.ts'
import { keysUsedTwice, readWire } from './wire.ts'

export interface RigOptions {
  readonly rounds: number
  readonly sizeBytesMax: number
  /** Said to whoever waits. */
  readonly tell: (line: string) => void
}

export interface RigOutcome {
  readonly rounds: number
  readonly serverKills: number
  readonly clientKills: number
  readonly resumed: number
  readonly anew: number
  readonly refusedChanged: number
  /** In the rounds that were resumed: of the segments of a file, so many were not sent again. */
  readonly notSentAgain: number
  readonly segments: number
  /** Blobs of uploads that no report cites, before the two days were over; afterwards there are none. */
  readonly thrownAway: number
  readonly kept: number
}

/** @throws Error, saying in which round what did not hold */
export async function runRig(ending: Ending, { rounds, sizeBytesMax, tell }: RigOptions): Promise<RigOutcome> {
  useDigest(nativeDigest)
  const { postern, session } = await startWithOffice(ending as TestContext)
  const folder = mkdtempSync(join(tmpdir(), 'postern-resume-'))
  ending.after(() => rmSync(folder, { recursive: true, force: true }))
  const api = clientOf(postern.url)
  const scene: Scene = { service: serviceOf(ending, postern), api, office: await loadOffice(api, session.id), folder }
  const outcomes: RoundOutcome[] = []
  for (let round = 1; round <= rounds; round++) {
    const plan = drawPlan(sizeBytesMax)
    const outcome = await runRound(scene, plan).catch((error: unknown) => { throw failed(round, plan, error) })
    outcomes.push(outcome)
    tell(`${round}/${rounds}: ${plan.deaths.map(({ who }) => who).join(', ')}; ${outcome.notSentAgain ?? 'none'} of ${outcome.segments} segments not sent again${outcome.anew ? ', under a new key' : ''}`)
  }
  await catchesWhoDoesNotCompare(scene)
  await scene.service.stop()
  const { thrownAway, kept } = await leavesNothing(postern.data)
  return { ...figuresOf(outcomes), thrownAway, kept }
}

function failed(round: number, plan: Plan, error: unknown): Error {
  return new Error(`round ${round}, ${JSON.stringify(plan)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
}

function figuresOf(outcomes: readonly RoundOutcome[]): Omit<RigOutcome, 'thrownAway' | 'kept'> {
  const sum = (of: (outcome: RoundOutcome) => number): number => outcomes.reduce((total, outcome) => total + of(outcome), 0)
  const resumed = outcomes.filter(({ notSentAgain }) => notSentAgain !== null)
  return {
    rounds: outcomes.length, resumed: resumed.length, anew: sum(({ anew }) => Number(anew)), refusedChanged: sum(({ differed }) => Number(differed)),
    serverKills: sum(({ serverKills }) => serverKills), clientKills: sum(({ clientKills }) => clientKills),
    notSentAgain: median(resumed.map(({ notSentAgain }) => notSentAgain ?? 0)), segments: median(resumed.map(({ segments }) => segments)),
  }
}

const CONTROL_SEGMENTS = 6

/** The control: a sender that keeps its key and forgets what it sealed under it goes on with a changed file. The record of the wire must tell. */
async function catchesWhoDoesNotCompare(scene: Scene): Promise<void> {
  const place = placeIn(scene, false)
  writeRandom(place.path, CONTROL_SEGMENTS * SEGMENT_BYTES)
  const first = startClient(place)
  await first.until(3)
  await first.kill9()
  for (let at = 0; at < CONTROL_SEGMENTS; at++) changeByte(place.path, at * SEGMENT_BYTES)
  await startClient(place).there()
  must(keysUsedTwice(readWire(place.wirePath)).length > 0, 'the control, a sender that does not compare, was not caught')
}

/** Nothing is wrong with the data of a stopped service, and two days later nothing is left that no report cites. */
async function leavesNothing(data: string): Promise<{ readonly thrownAway: number; readonly kept: number }> {
  must(await verifies(data), 'postern verify finds something wrong')
  const stray = randomBytes(99)
  await (await openDiskBlobs(blobsPath(data))).put(base64url(hash(stray)), stray)
  const before = await leftoversIn(data)
  must(before.uncited > 0, 'the control, a blob that nothing needs, was not seen')
  await twoDaysLater(data)
  const after = await leftoversIn(data)
  must(after.uncited === 0 && after.uploads === 0, `${after.uncited} blobs and ${after.uploads} uploads are left that nothing cites`)
  must(after.blobs === before.blobs - before.uncited, 'a blob is gone that a report cites')
  must(await verifies(data), 'postern verify finds something wrong two days later')
  changeSomeBlob(blobsPath(data))
  must(!await verifies(data), 'the control, a changed byte on the disk, was not found by postern verify')
  return { thrownAway: before.uncited, kept: after.blobs }
}

async function verifies(data: string): Promise<boolean> {
  const { code, out, errors } = await runPostern(['verify', '--data', data, '--json'])
  if (code === 0) return true
  must(/"whole":false/.test(out), `postern verify did not work: ${errors}`)
  return false
}

function changeSomeBlob(directory: string): void {
  const [folder = ''] = readdirSync(directory).filter((name) => name.length === 2 && readdirSync(join(directory, name)).length > 0)
  const [name = ''] = readdirSync(join(directory, folder))
  const path = join(directory, folder, name)
  const bytes = readFileSync(path)
  bytes[0] = (bytes[0] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

export function summary(outcome: RigOutcome): string {
  const { rounds, serverKills, clientKills, resumed, anew, refusedChanged, notSentAgain, segments, thrownAway, kept } = outcome
  return `${rounds} rounds: server killed ${serverKills} times, client ${clientKills} times; ${resumed} resumed, median ${notSentAgain} of ${segments} segments not sent again; `
    + `${anew} begun anew, ${refusedChanged} of them for a changed file; ${kept} blobs cited, ${thrownAway} thrown away after two days; lost: 0`
}
