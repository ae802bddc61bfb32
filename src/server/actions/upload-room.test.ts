// Goal: one sender, whoever that is, cannot keep others from sending files: over the real routes, on both stores. Method: a room of a few mebibytes
// and senders who announce, begin, stop and go on, with the server's clock in our hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { uploadId } from '#sealing/proof/file.ts'
import { SEALED_SEGMENT_BYTES } from '#sealing/sealed/file-shape.ts'
import { newOffice, newReport } from '#test/support/people.ts'
import { noPostgres } from '#test/support/postgres.ts'
import { done, freshPostgres, newWorld, ORIGIN, refusalOf, type OpenFresh, type World } from '#test/support/world.ts'
import { BYTES_TYPE } from '#wire/frames.ts'
import { SESSION_COOKIE } from '#wire/routes.ts'

const HOUR_MS = 3_600_000
/** Three quarters of it, twelve mebibytes, are for reporters. */
const ROOM = 16 * 1024 ** 2
const ENGINES: readonly { readonly name: string; readonly skip: string | false; readonly open?: OpenFresh }[] = [
  { name: 'SQLite', skip: false }, { name: 'PostgreSQL', skip: noPostgres(), open: freshPostgres },
]

class Uploading {
  readonly #world: World
  readonly #token = randomBytes(32)
  readonly #session: string
  readonly segments: number

  /** @param session - as it stands behind an upload's own token, where a member sends. */
  constructor(world: World, segments: number, session = '') {
    this.#world = world
    this.segments = segments
    this.#session = session
  }

  get id(): string {
    return uploadId(this.#token)
  }

  begin(headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.#world.send('start-upload', { ...this.#address(headers), body: { segments: this.segments, keptBytes: this.segments * SEALED_SEGMENT_BYTES } })
  }

  async put(from: number, to: number): Promise<Response> {
    let last = new Response()
    for (let segment = from; segment < to; segment++) {
      const { headers, parameters } = this.#address({ 'content-type': BYTES_TYPE })
      last = await this.#world.send('put-segment', { headers, parameters: { ...parameters, segment: String(segment) }, body: segmentBytes() })
      if (!last.ok) return last
    }
    return last
  }

  async finish(): Promise<string> {
    return (await (await done(await this.#world.send('finish-upload', { ...this.#address({}), body: {} }))).json() as { readonly file: string }).file
  }

  async isThere(): Promise<boolean> {
    return await this.#world.store.read.upload(this.id) !== null
  }

  #address(headers: Readonly<Record<string, string>>) {
    return { headers: { ...headers, authorization: `Upload ${base64url(this.#token)}${this.#session}` }, parameters: { upload: this.id } }
  }
}

function segmentBytes(): Bytes {
  const made = new Uint8Array(SEALED_SEGMENT_BYTES)
  made.set(randomBytes(32))
  return made
}

async function begun(world: World, segments: number, put = segments): Promise<Uploading> {
  const upload = new Uploading(world, segments)
  await done(await upload.begin())
  if (put > 0) await done(await upload.put(0, put))
  return upload
}

for (const { name, skip, open } of ENGINES) {
  const roomy = async (context: { after(end: () => Promise<void>): void }): Promise<World> => newWorld({ after: (end) => context.after(end) }, open, { uploadRoomBytes: ROOM })

  test(`${name}: who announces much and sends nothing keeps nobody out`, { skip }, async (context) => {
    const world = await roomy(context)
    for (let at = 0; at < 30; at++) await begun(world, 11, 0)
    const small = await begun(world, 11)
    assert.ok(await small.isThere())
    assert.deepEqual(world.defects, [])
  })

  test(`${name}: what stands still and is cited by nothing gives way, what moves does not, and who is refused hears when to come back`, { skip }, async (context) => {
    const world = await roomy(context)
    const [stands, moves] = [await begun(world, 5), await begun(world, 5, 2)]
    await done(await moves.put(2, 4))
    const late = new Uploading(world, 4)
    const refused = await late.begin()
    assert.equal(refused.status, 503)
    assert.equal(refused.headers.get('retry-after'), '3600')
    assert.equal(await refusalOf(refused), 'uploads-full')
    assert.deepEqual((await refused.json() as { readonly details: object }).details, { hours: 1 })
    world.nowMs += HOUR_MS - 60_000
    await done(await moves.put(4, 5))
    // What came is seen by whoever looks next.
    await world.server.settle()
    assert.equal(await refusalOf(await late.begin()), 'uploads-full')
    world.nowMs += 60_000
    await done(await late.begin())
    await done(await late.put(0, 4))
    assert.deepEqual([await stands.isThere(), await moves.isThere(), await late.isThere()], [false, true, true])
    assert.deepEqual(world.defects, [])
  })

  test(`${name}: a file that an entry cites takes no room, and is never collected`, { skip }, async (context) => {
    const world = await roomy(context)
    const cited = await begun(world, 11)
    const office = await newOffice(world)
    const { file } = await newReport(office, { what: { extra: { files: [await cited.finish()] } } })
    await done(await world.send('file-report', { parameters: { office: office.office }, body: file }))
    await world.server.settle()
    world.nowMs += 100 * HOUR_MS
    await world.server.settle()
    const next = await begun(world, 11)
    assert.deepEqual([await cited.isThere(), await next.isThere()], [true, true])
  })

  test(`${name}: members have a part of their own, told by their session and by nothing else`, { skip }, async (context) => {
    const world = await roomy(context)
    const { admin: { token } } = await newOffice(world)
    await begun(world, 5)
    await begun(world, 6)
    for (const session of ['', ` ${base64url(randomBytes(32))}`, ' x']) assert.equal(await refusalOf(await new Uploading(world, 2, session).begin()), 'uploads-full')
    const [shown, inBrowser] = [new Uploading(world, 2, ` ${token}`), new Uploading(world, 1)]
    await done(await shown.begin())
    await done(await shown.put(0, 2))
    const cookie = { cookie: `${SESSION_COOKIE}=${token}`, origin: ORIGIN }
    await done(await inBrowser.begin(cookie))
    await done(await inBrowser.put(0, 1))
    assert.equal(await refusalOf(await new Uploading(world, 2).begin(cookie)), 'uploads-full', 'and no more than that')
    assert.deepEqual(world.defects, [])
  })

  test(`${name}: one that would not fit into the empty room is refused as such, and a small disk is a small room`, { skip }, async (context) => {
    const world = await roomy(context)
    const never = await new Uploading(world, 12).begin()
    assert.equal(await refusalOf(never), 'too-large')
    assert.deepEqual((await never.json() as { readonly details: object }).details, { bytesMax: ROOM * 3 / 4 })
    world.blobs.room.bytes = LIMITS.diskReserveBytes + 8 * 1024 ** 2
    assert.equal(await refusalOf(await new Uploading(world, 6).begin()), 'uploads-full')
    await begun(world, 5)
  })

  test(`${name}: what nobody comes back for goes after two days, what still comes stays, and nothing stays longer than a week`, { skip }, async (context) => {
    const world = await roomy(context)
    const [left, coming, empty] = [await begun(world, 2), await begun(world, 9, 1), await begun(world, 1, 0)]
    const day = async (): Promise<void> => {
      world.nowMs += 24 * HOUR_MS
      await done(await coming.put(at, ++at))
      await world.server.settle()
    }
    let at = 1
    await world.server.settle()
    await day()
    assert.deepEqual([await left.isThere(), await coming.isThere(), await empty.isThere()], [true, true, false])
    for (let more = 0; more < 2; more++) await day()
    assert.deepEqual([await left.isThere(), await coming.isThere()], [false, true])
    for (let more = 0; more < 4; more++) await day()
    assert.equal(await coming.isThere(), true)
    await day()
    assert.equal(await coming.isThere(), false)
    assert.deepEqual([world.blobs.held.size, world.defects], [0, []])
  })
}
