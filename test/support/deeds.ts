// For tests: deeds of realistic shape and size. Nothing here is signed or sealed; the store does not look.
import { DEFAULT_PACKS } from '#domain/docket.ts'
import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { asDay, type Day } from '#base/day.ts'
import { checksum } from '#server/store/checksum.ts'
import type { AppendDeed, DocketRow, EnrolmentRow, Installation, MemberRow, PasskeyRow, SessionRow } from '#server/store/store.ts'

export const DAY: Day = asDay('2026-03-02')
export const TEAM = 'team:intake:0'

export function randomId(): string {
  return base64url(randomBytes(32))
}

export async function exampleInstallation(): Promise<Installation> {
  return { salt: randomBytes(32), opaqueSetup: 'opaque', serverKeyPkcs8: randomBytes(48), setupTokenHash: 'setup' }
}

export type ReportDeed = AppendDeed & Required<Pick<AppendDeed, 'docket' | 'access'>>

/** A report's first entry: header 700 bytes, body 1.2 KB, two wraps of 1.7 KB. */
export function exampleReport(office: string, changes: Partial<ReportDeed> = {}): ReportDeed {
  const log = changes.log ?? randomId()
  const day = changes.day ?? DAY
  return {
    ...exampleEntry({ office, log, kind: 'report', seq: 0, prev: null }),
    keyCommit: randomId(),
    wraps: [wrap('reporter'), wrap(TEAM)],
    docket: exampleDocket(office, log, { receivedDay: day, lastDay: day }),
    access: { lookupHash: randomBytes(32), tokenHash: randomBytes(32) },
    ...changes,
  }
}

export function exampleDocket(office: string, log: string, changes: Partial<DocketRow> = {}): DocketRow {
  return {
    log, office, state: 'received', channel: 'web', team: 'intake', urgent: false, receivedDay: DAY, acknowledgedDay: null,
    entries: 1, lastFrom: 'reporter', lastDay: DAY, dueDay: asDay('2026-03-09'), packs: DEFAULT_PACKS, events: [], ...changes,
  }
}

type Where = Pick<AppendDeed, 'office' | 'log' | 'kind' | 'seq' | 'prev'>

export function exampleEntry(where: Where, changes: Partial<AppendDeed> = {}): AppendDeed {
  const header = randomBytes(700)
  return {
    ...where, hash: base64url(checksum(header)), author: randomId(), about: null, generation: 0, keyCommit: null, day: DAY,
    entry: { header, signature: randomBytes(64), body: randomBytes(1200) }, wraps: [], ...changes,
  }
}

/** The entry that follows `before` in its log. */
export function exampleNext(before: AppendDeed, changes: Partial<AppendDeed> = {}): AppendDeed {
  const { office, log, kind, seq, hash, generation } = before
  return exampleEntry({ office, log, kind, seq: seq + 1, prev: hash }, { generation, ...changes })
}

export function exampleDesk(office: string, about: string, changes: Partial<AppendDeed> = {}): AppendDeed {
  const where = { office, log: randomId(), kind: 'desk', seq: 0, prev: null } as const
  return exampleEntry(where, { about, keyCommit: randomId(), wraps: [wrap(TEAM)], ...changes })
}

export function exampleGenesis(office: string, changes: Partial<AppendDeed> = {}): AppendDeed {
  return exampleEntry({ office, log: office, kind: 'office', seq: 0, prev: null }, changes)
}

export function exampleMember(office: string, changes: Partial<MemberRow> = {}): MemberRow {
  const { recipient: _recipient, sealedName: _name, proof: _proof, ...account } = exampleEnrolment()
  return { office, ...account, totpStep: 0, ...changes }
}

export function exampleEnrolment(): EnrolmentRow {
  return {
    signKey: randomId(), login: randomId(), registrationRecord: 'record', underPassphrase: randomBytes(300), underRecovery: randomBytes(300),
    recoveryTokenHash: randomId(), totpSecret: randomBytes(20), recipient: 'age1pq1example', sealedName: randomBytes(200), proof: randomId(),
  }
}

export function exampleSession({ office, signKey }: Pick<MemberRow, 'office' | 'signKey'>, changes: Partial<SessionRow> = {}): SessionRow {
  return { tokenHash: randomId(), session: randomId(), office, signKey, way: 'passphrase', begunDay: DAY, expiresHour: 500, ...changes }
}

export function examplePasskey({ office, signKey }: Pick<MemberRow, 'office' | 'signKey'>, changes: Partial<PasskeyRow> = {}): PasskeyRow {
  return {
    passkey: randomId(), credential: randomId(), office, signKey, rpId: 'office.example', publicKey: randomBytes(77), counter: 0,
    underPasskey: randomBytes(300), sealedLabel: randomBytes(200), addedDay: DAY, ...changes,
  }
}

export function wrap(reader: string, bytes: Bytes = randomBytes(1700)): { subject: string; reader: string; bytes: Bytes } {
  return { subject: 'log:0', reader, bytes }
}
