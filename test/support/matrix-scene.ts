// For the matrix of routes: an office with every kind of caller, and another office on the same server.
import { base64url, randomBytes } from '#base/bytes.ts'
import { ROLES, type Role } from '#domain/roles.ts'
import { hash } from '#sealing/proof/hash.ts'
import type { Writer } from '#server/store/store.ts'
import { createServer } from '#server/http/create-server.ts'
import { memoryBlobs } from './blobs.ts'
import { clearBody, makeEntry, newEnd, randomId, sealedLooking, wrapLooking, type Made } from './entries.ts'
import { extendOffice, fileReport, headOf, joinOffice, newOffice, type Member, type Office, type Report } from './people.ts'

import { done, newWorld, requestTo, type Context, type OpenFresh, type World } from './world.ts'
import { encodeAppend } from '#wire/append.ts'

export interface Opened {
  readonly report: Report
  readonly desk: Made
}

export interface Scene {
  readonly world: World
  readonly office: Office
  /** A handler who holds the team's key. */
  readonly reader: Member
  /** A member of each role, without the team's key. */
  readonly byRole: Readonly<Record<Role, Member>>
  readonly removed: Member
  /** The administrator of the other office, of every role, in its team. */
  readonly foreigner: Member
  readonly elsewhere: Office
  /** A report of each office, with its desk log. */
  readonly own: Opened
  readonly foreign: Opened
}

export async function newScene(context: Context, open?: OpenFresh): Promise<Scene> {
  const world = await newWorld(context, open)
  const office = await newOffice(world)
  const reader = await joinOffice(world, office, { name: 'reader', roles: ['intake'], inTeam: true })
  const byRole = {} as Record<Role, Member>
  for (const role of ROLES) byRole[role] = await joinOffice(world, office, { name: role, roles: [role], inTeam: false })
  const removed = await joinOffice(world, office, { name: 'removed', roles: ['administrator', 'auditor', 'intake'], inTeam: false })
  await extendOffice(world, office, {
    kind: 'member', body: clearBody({ signKey: removed.author.publicId, recipient: removed.recipient, roles: ['administrator', 'auditor', 'intake'], active: false, sealedName: 'sealed' }),
  })
  const elsewhere = await secondOffice(world)
  const scene = { world, office, reader, byRole, removed, elsewhere, foreigner: elsewhere.admin }
  return { ...scene, own: await openedReport(world, office, reader), foreign: await openedReport(world, elsewhere, elsewhere.admin) }
}

export async function openedReport(world: World, office: Office, by: Member): Promise<Opened> {
  const report = await fileReport(world, office)
  const desk = await openingOf(office, by, report)
  await done(await world.send('open-log', { parameters: { office: office.office }, body: encodeAppend(desk), as: await sessionOf(world, by) }))
  return { report, desk }
}

/** A desk log's first entry, not yet sent. */
export function openingOf(office: Office, by: Member, report: Report): Promise<Made> {
  return makeEntry(by.author, newEnd(office.office, by.author), {
    kind: 'opened', body: sealedLooking(), seen: headOf(office), wraps: [wrapLooking('team:intake:0')],
    extra: { keyCommit: randomId(), about: report.made.end.log },
  })
}

let steps = 1_000_000_000

/** A session of its own for each request, so that one that ends something ends nothing for the next. */
export async function sessionOf(world: World, { office, author }: Pick<Member, 'office' | 'author'>, hours = 5): Promise<{ readonly token: string; readonly session: string }> {
  const token = randomBytes(32)
  const tokenHash = base64url(hash(token))
  const session = base64url(hash(hash(token)))
  const expiresHour = Math.floor(world.nowMs / 3_600_000) + hours
  const row = { tokenHash, session, office, signKey: author.publicId, way: 'passphrase', begunDay: '2026-11-23', expiresHour } as Parameters<Writer['startSession']>[0]
  if (!await world.store.write.startSession(row, { step: steps++ })) throw new Error('no session')
  return { token: base64url(token), session }
}

/** A set-up link works once; tests need a second office beside the first, kept through the same store. */
async function secondOffice(world: World): Promise<Office> {
  const { store } = world
  const token = randomBytes(32)
  const openOffice: Writer['openOffice'] = async ({ appends, member }) => {
    for (const deed of appends) {
      if (deed.seq !== 1) { await store.write.append(deed); continue }
      const invitation = randomId()
      const { office, totpStep: _, ...account } = member
      await store.write.invite({ invitation, office, inviter: member.signKey, sealedSecret: randomBytes(10), roles: [], teams: [], expires: deed.day })
      await store.write.enrol({ invitation, enrolment: { ...account, recipient: '', sealedName: randomBytes(10), proof: randomId() } })
      await store.write.confirmEnrolment({ invitation, append: deed })
    }
    return true
  }
  const second = await createServer({
    store: {
      ...store, write: { ...store.write, openOffice },
      read: { ...store.read, installation: async () => ({ ...await store.read.installation(), setupTokenHash: base64url(hash(token)) }) },
    },
    blobs: memoryBlobs(), version: '0.0.0', nowMs: () => world.nowMs,
  })
  const there: World = Object.create(world, { send: { value: (route: Parameters<World['send']>[0], sending = {}) => second.fetch(requestTo(route, sending)) } }) as World
  const made = await newOffice(there, base64url(token))
  await second.stop()
  world.nowMs += 30_000
  return made
}
