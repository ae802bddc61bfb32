import { LIMITS } from '#base/limits.ts'
import { importServerKey, type ServerKey } from '#sealing/proof/sign.ts'
import type { AppendAsReporterDeps } from '../actions/append-as-reporter.ts'
import type { AppendToLogDeps } from '../actions/append-to-log.ts'
import { batchTrees, type BatchTrees } from '../actions/batch-trees.ts'
import { auditTrail, type AuditTrail } from '../actions/audit-trail.ts'
import { writeAudit } from '../actions/audit-writer.ts'
import { closeDays } from '../actions/close-days.ts'
import { calendar, type Today } from '../actions/calendar.ts'
import { endDisclosures } from '../actions/disclosures.ts'
import { dropPromptFiles } from '../actions/prompt-files.ts'
import { freshProofs, type FreshProofs } from '../actions/fresh-proofs.ts'
import { dailyPlanner, planPages } from '../actions/notice-planner.ts'
import { NoticeSender } from '../actions/notice-sender.ts'
import { PushSender } from '../actions/push-sender.ts'
import { pushPost, type PushPost, type PushSettings } from '../push/post.ts'
import { newVapidKey, vapidKey } from '../push/vapid.ts'
import { testsSent, type Mail, type NoticeStanding, type TestsSent } from '../actions/notices.ts'
import { held } from '../actions/held.ts'
import { keptBlobs, type KeptBlobs } from '../actions/kept-blobs.ts'
import type { LoginAttempt, LoginAttempts } from '../actions/login-attempts.ts'
import type { LineStandings } from '../actions/line-standing.ts'
import { loginDelays, type LoginDelays } from '../actions/login-delays.ts'
import { officeBook, type OfficeBook } from '../actions/office-book.ts'
import type { Home } from '../actions/office-entry.ts'
import type { Ceremonies, CeremonyPurpose } from '../actions/passkey-ceremony.ts'
import { presences, type Presences } from '../actions/presences.ts'
import type { Recoveries } from '../actions/recover.ts'
import { uploadRoom, type UploadRoom } from '../actions/upload-room.ts'
import { saltBook, type SaltBook } from '../actions/salt-book.ts'
import type { BlobStore, MemberRow, Reader, Store, Writer } from '../store/store.ts'
import { chores, type Chores } from './chores.ts'

/**
 * Everything that the deeds need between them, made once. No deed is handed this: each names the few things it uses, and the
 * table of routes checks that they are all here.
 */
export interface House extends Omit<AppendToLogDeps & AppendAsReporterDeps, 'read' | 'write'> {
  readonly read: Reader
  readonly write: Writer
  readonly offices: OfficeBook
  readonly salts: SaltBook
  readonly attempts: LoginAttempts
  readonly delays: LoginDelays
  readonly ceremonies: Ceremonies
  readonly recoveries: Recoveries
  readonly proofs: FreshProofs
  readonly trail: AuditTrail
  readonly presences: Presences
  readonly trees: BatchTrees
  readonly home: Home
  readonly blobs: KeptBlobs
  readonly room: UploadRoom
  readonly mail: Mail | null
  readonly push: PushPost | null
  readonly standing: () => NoticeStanding
  readonly tests: TestsSent
  readonly standings: LineStandings
  readonly serverKey: ServerKey
  readonly opaqueSetup: string
  readonly version: string
  readonly today: Today
  readonly nowMs: () => number
  readonly wake: () => void
  readonly onSetup: () => Promise<void>
  readonly openapi: () => object
}

export interface HouseOptions {
  readonly store: Store
  readonly blobs: BlobStore
  readonly version: string
  readonly openapi: () => object
  readonly nowMs?: () => number
  /** For uploads that no entry cites. */
  readonly uploadRoomBytes?: number
  /** Without it nobody is told anything outside the desk. */
  readonly mail?: Mail
  /** Without it no browser is told. */
  readonly push?: PushSettings
  /** A line for whoever runs it: an event and a code, and nobody's name or address. */
  readonly onEvent: (line: string) => void
  /** The set-up link was used. */
  readonly onSetup?: () => Promise<void>
  readonly onDefect: (error: unknown) => void
}

export async function openHouse(options: HouseOptions): Promise<{ readonly house: House; readonly chores: Chores }> {
  const { store: { read, write }, version, openapi, nowMs = Date.now, uploadRoomBytes = LIMITS.uploadRoomBytes, onSetup = async () => {}, mail = null, onEvent, onDefect } = options
  const { salt, opaqueSetup, serverKeyPkcs8 } = await read.installation()
  const serverKey = await importServerKey(serverKeyPkcs8)
  const offices = officeBook(read, nowMs)
  const today = calendar(nowMs)
  const blobs = keptBlobs(options.blobs, read.blobIsUsed)
  const room = uploadRoom({ read, write, blobs, today, nowMs, roomBytes: uploadRoomBytes })
  const push = await pushing(options, nowMs)
  const sender = new NoticeSender({ read, write, offices, today, nowMs, mail, onEvent })
  const pushSender = new PushSender({ read, write, offices, today, nowMs, push, onEvent })
  const planning = { read, write, offices, today, nowMs, canSend: mail !== null, canPush: push !== null }
  const planDaily = dailyPlanner(planning)
  const there = presences(nowMs)
  const work = chores({
    writeAudit: () => writeAudit({ read, write, offices, serverKey, today }),
    closeDays: () => closeDays({ read, write, offices, serverKey, nowMs }),
    endDisclosures: () => endDisclosures({ read, write, offices, today }),
    dropPromptFiles: () => dropPromptFiles({ read, write, offices, today }),
    tidyUploads: () => room.tidy(),
    forgetPresences: () => there.forget(),
    async sendNotices(signal) {
      await planPages(planning)
      await planDaily()
      await pushSender.round(signal)
      await sender.round(signal)
    },
    sweepBlobs: blobs.sweep, write, nowMs, onDefect })
  const house: House = {
    read, write, mail, push, standing: () => sender.standing(), tests: testsSent(nowMs), standings: new Map(), blobs, room, offices, serverKey, opaqueSetup, version, today, nowMs, onSetup, openapi,
    wake: work.wake, home: { salt, serverKey }, salts: saltBook(read), delays: loginDelays(nowMs),
    attempts: held<LoginAttempt>(nowMs, LIMITS.loginStartSeconds), ceremonies: held<CeremonyPurpose>(nowMs, LIMITS.loginStartSeconds),
    recoveries: held<MemberRow>(nowMs, LIMITS.recoveryMinutes * 60), proofs: freshProofs(nowMs), presences: there, trees: batchTrees(),
    trail: auditTrail({ write, offices, today, wake: work.wake }),
  }
  return { house, chores: work }
}

/** The key is made when something is pushed for the first time, and kept in the database with the installation's other secrets. */
async function pushing({ store, push }: HouseOptions, nowMs: () => number): Promise<PushPost | null> {
  return push === undefined ? null : pushPost(push, vapidKey(await store.write.pushKey(new Uint8Array(newVapidKey())), push.contact), nowMs)
}
