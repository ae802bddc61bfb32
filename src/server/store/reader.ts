import { sql, type Kysely } from 'kysely'
import { equalBytes, type Bytes } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { hot } from './read-hot.ts'
import { readInvitation, readInvitations } from './read-invitations.ts'
import { journalReads } from './read-journal.ts'
import { openWraps, storedWraps } from './read-wraps.ts'
import { noticeReads } from './read-notices.ts'
import { pushReads } from './read-push.ts'
import { countReports, readBrief, readQueue } from './read-queue.ts'
import { uploadReads } from './read-uploads.ts'
import { DOCKET_COLUMNS, docketRow, logRow, memberRow, passkeyRow, rolesOf, sessionRow } from './rows.ts'
import type { Schema } from './schema.ts'
import type { LogRow, Reader } from './store.ts'

/** Reads for both engines. Those that every request needs are built once. */
export function readerOf(db: Kysely<Schema>): Reader {
  return { ...logReads(db), ...memberReads(db), ...journalReads(db), ...uploadReads(db), ...noticeReads(db), ...pushReads(db), reportByAccess: reportByAccess(db) }
}

type LogReads = Pick<Reader, 'installation' | 'offices' | 'log' | 'entries' | 'wraps' | 'allWraps' | 'deskOf' | 'docket' | 'queue' | 'queueDockets' | 'queueTotal' | 'recusals' | 'recusedFrom' | 'card' | 'keyring' | 'textPages' | 'textPage' | 'promptFile' | 'auditLog' | 'sealedLogs' | 'disclosures' | 'appraisals' | 'cases' | 'erasure'>

function logReads(db: Kysely<Schema>): LogReads {
  const logs = db.selectFrom('log').selectAll()
  const log = hot(db, [''], (id) => logs.where('log', '=', id))
  const allWraps = hot(db, [''], (id) => storedWraps(db).where('wrap.log_number', '=', numberOf(db, id)))
  const desk = hot(db, [''], (report) => logs.where('about', '=', report).where('kind', '=', sql.lit('desk')))
  const audit = hot(db, [''], (office) => logs.where('office', '=', office).where('kind', '=', sql.lit('audit')))
  const docket = hot(db, [''], (report) => db.selectFrom('log').innerJoin('docket', 'docket.log_number', 'log.number')
    .select(DOCKET_COLUMNS).where('log.log', '=', report))
  const entries = hot(db, ['', 0, 0] as [string, number, number], (id, from, limit) => db.selectFrom('entry').select(['header', 'signature', 'body'])
    .where('log_number', '=', numberOf(db, id)).where('seq', '>=', from).orderBy('seq').limit(limit))
  const card = hot(db, [''], (id) => db.selectFrom('card').select(['seq', 'bytes']).where('log_number', '=', numberOf(db, id)))
  const recusals = hot(db, ['', ''], (office, signKey) => db.selectFrom('recusal').select('report').where('office', '=', office).where('sign_key', '=', signKey))
  const recusedFrom = hot(db, [''], (report) => db.selectFrom('recusal').select('sign_key').where('report', '=', report))
  const readable = async (kind: 'appraisal' | 'case', office: string, { readers, about, after, limit }: { readonly readers: readonly string[]; readonly about: string | null; readonly after: string | null; readonly limit: number }): Promise<readonly LogRow[]> => (
    readers.length === 0 ? [] : (await logs.where('office', '=', office).where('kind', '=', sql.lit(kind))
      .where('number', 'in', db.selectFrom('wrap').select('log_number').where('reader', 'in', readers).where(sql<boolean>`wrap.subject = 'log:' || log.generation`))
      .$if(about !== null, (query) => query.where('about', '=', about ?? ''))
      .$if(after !== null, (query) => query.where('number', '<', numberOf(db, after ?? ''))).orderBy('number', 'desc').limit(limit).execute()).map(logRow))
  return {
    installation: () => readInstallation(db),
    async offices() {
      const rows = await db.selectFrom('log').select('log').where('kind', '=', sql.lit('office')).orderBy('log').execute()
      return rows.map((row) => row.log)
    },
    log: async (id) => first(await log(id), logRow),
    entries: async (id, from, limit) => (await entries(id, from, limit)).map((row) => ({ ...row })),
    async wraps(id, readers) {
      if (readers.length === 0) return []
      return openWraps(await storedWraps(db).where('wrap.log_number', '=', numberOf(db, id)).where('reader', 'in', readers).execute())
    },
    allWraps: async (id) => openWraps(await allWraps(id)),
    deskOf: async (report): Promise<LogRow | null> => first(await desk(report), logRow),
    docket: async (report) => first(await docket(report), docketRow),
    queue: (query) => readQueue(db, query),
    queueDockets: (query) => readBrief(db, query),
    queueTotal: (office, readers) => (readers.length === 0 ? Promise.resolve(0) : countReports(db, { office, readers })),
    recusals: async (office, signKey) => (await recusals(office, signKey)).map(({ report }) => report),
    recusedFrom: async (report) => (await recusedFrom(report)).map((row) => row.sign_key),
    card: async (id) => first(await card(id), (row) => ({ ...row })),
    keyring: (office, reader, page) => readKeyring(db, { office, reader, page }),
    textPages: async (office, reader) => (await db.selectFrom('erasure.text_page').select('page').where('office', '=', office).where('reader', '=', reader).orderBy('page').execute()).map(({ page }) => page),
    textPage: async (office, reader, page) => (await db.selectFrom('erasure.text_page').select('bytes').where('office', '=', office).where('reader', '=', reader).where('page', '=', page).executeTakeFirst())?.bytes ?? null,
    promptFile: async (office, file) => (await db.selectFrom('prompt_file').select('bytes').where('office', '=', office).where('file', '=', file).executeTakeFirst())?.bytes ?? null,
    erasure: (id) => readErasure(db, id),
    disclosures: async (office, { author, after, live, limit }) => (await logs.where('office', '=', office).where('kind', '=', sql.lit('disclosure'))
      .$if(author !== null, (query) => query.where('author', '=', author ?? ''))
      .$if(live === true, (query) => query.where('erased', '=', 0))
      .$if(after !== null, (query) => query.where('number', '<', numberOf(db, after ?? ''))).orderBy('number', 'desc').limit(limit).execute()).map(logRow),
    appraisals: (office, { about, ...page }) => readable('appraisal', office, { ...page, about }),
    cases: (office, page) => readable('case', office, { ...page, about: null }),
    auditLog: async (office) => first(await audit(office), logRow),
    sealedLogs: async (office, from, limit) => (await logs.where('office', '=', office).where('log', '>=', from)
      .where('kind', 'not in', ['office', 'audit']).orderBy('log').limit(limit).execute()).map(logRow),
  }
}

function numberOf(db: Kysely<Schema>, log: string) {
  return db.selectFrom('log').select('number').where('log', '=', log)
}

function memberReads(db: Kysely<Schema>): Pick<Reader, 'memberByLogin' | 'anyMember' | 'memberByKey' | 'standing' | 'session' | 'sessions' | 'passkey' | 'passkeys' | 'invitation' | 'invitations'> {
  const member = hot(db, ['', ''], (office, login) => db.selectFrom('member').selectAll()
    .where('office', '=', office).where('login', '=', login))
  const anyMember = hot(db, [], () => db.selectFrom('member').selectAll().limit(sql.lit(1)))
  const memberByKey = hot(db, ['', ''], (office, signKey) => db.selectFrom('member').selectAll()
    .where('office', '=', office).where('sign_key', '=', signKey))
  const standing = hot(db, ['', ''], (office, signKey) => db.selectFrom('standing').selectAll()
    .where('office', '=', office).where('sign_key', '=', signKey))
  const session = hot(db, [''], (tokenHash) => db.selectFrom('session').selectAll().where('token_hash', '=', tokenHash))
  return {
    memberByLogin: async (office, login) => first(await member(office, login), memberRow),
    memberByKey: async (office, signKey) => first(await memberByKey(office, signKey), memberRow),
    anyMember: async () => first(await anyMember(), memberRow),
    standing: async (office, signKey) => first(await standing(office, signKey),
      (row) => ({ office, signKey, roles: rolesOf(row.roles), active: row.active === 1 })),
    session: async (tokenHash) => first(await session(tokenHash), sessionRow),
    sessions: async (office, signKey) => (await db.selectFrom('session').selectAll()
      .where('office', '=', office).where('sign_key', '=', signKey).orderBy('begun_day').orderBy('session').execute()).map(sessionRow),
    passkey: async (passkey) => first(await db.selectFrom('passkey').selectAll().where('passkey', '=', passkey).execute(), passkeyRow),
    passkeys: async (office, signKey) => (await db.selectFrom('passkey').selectAll()
      .where('office', '=', office).where('sign_key', '=', signKey).orderBy('added_day').orderBy('passkey').execute()).map(passkeyRow),
    invitation: (invitation) => readInvitation(db, invitation),
    invitations: (office) => readInvitations(db, office),
  }
}

const NO_TOKEN: Bytes = new Uint8Array(32)

/**
 * The same work for an unknown report as for a known one: what is read is the row at the asked place *or the next one behind it*, and both
 * of its hashes are compared, in constant time. (A hit alone took so much longer than a miss that the clock told them apart:
 * `npm run test:timing`.)
 */
function reportByAccess(db: Kysely<Schema>): Reader['reportByAccess'] {
  // A report whose key was destroyed is not there, whatever a restored back-up says.
  const fromPlace = hot(db, [NO_TOKEN], (lookupHash) => db.selectFrom('access')
    .leftJoin('log', 'log.log', 'access.log').leftJoin('erasure.key as kept', 'kept.log_number', 'log.number')
    .select(['lookup_hash', 'token_hash', 'access.log', 'kept.log_number as keyed']).where('lookup_hash', '>=', lookupHash).orderBy('lookup_hash').limit(sql.lit(1)))
  return async (lookupHash, tokenHash) => {
    const [behind] = await fromPlace(lookupHash)
    // Behind the last one comes the first.
    const [row] = behind === undefined ? await fromPlace(NO_TOKEN) : [behind]
    const isAsked = equalBytes(row?.lookup_hash ?? NO_TOKEN, lookupHash)
    const matches = equalBytes(row?.token_hash ?? NO_TOKEN, tokenHash)
    return isAsked && matches && row !== undefined && row.keyed !== null ? row.log : null
  }
}

async function readErasure(db: Kysely<Schema>, id: string): ReturnType<Reader['erasure']> {
  const row = await db.selectFrom('log').innerJoin('entry', (join) => join.onRef('entry.log_number', '=', 'log.number').onRef('entry.hash', '=', 'log.head'))
    .select(['log.office', 'log.log', 'entry.hash', 'entry.day']).where('log.log', '=', id).where('log.erased', '=', 1).where('log.kind', '=', 'report').executeTakeFirst()
  return row === undefined ? null : { ...row, day: row.day as Day }
}

async function readKeyring(db: Kysely<Schema>, { office, reader, page }: { readonly office: string; readonly reader: string; readonly page: number | null }): ReturnType<Reader['keyring']> {
  const pages = await db.selectFrom('erasure.keyring').select('page').where('office', '=', office).where('reader', '=', reader).execute()
  const row = await db.selectFrom('erasure.keyring').select(['page', 'hash', 'bytes']).where('office', '=', office).where('reader', '=', reader)
    .where('page', '=', page ?? pages.length - 1).executeTakeFirst()
  return { pages: pages.length, row: row === undefined ? null : { ...row } }
}

async function readInstallation(db: Kysely<Schema>): Promise<Awaited<ReturnType<Reader['installation']>>> {
  const row = await db.selectFrom('installation').selectAll().executeTakeFirstOrThrow()
  return { salt: row.salt, opaqueSetup: row.opaque_setup, serverKeyPkcs8: row.server_key, setupTokenHash: row.setup_token_hash }
}

function first<T, R>(rows: readonly T[], as: (row: T) => R): R | null {
  const [row] = rows
  return row === undefined ? null : as(row)
}
