import * as v from 'valibot'
import { base64url, fromBase64url, randomBytes } from '#base/bytes.ts'
import { addDays, daysBetween, type Day } from '#base/day.ts'
import { canonicalJson } from '#base/json.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { absenceBody, foldAbsences, isAwayOn, isOpenAbsence, type Absence, type AbsenceBody } from '#domain/absences.ts'
import { mayHandle } from '#domain/office.ts'
import { openJson } from '#sealing/open/age.ts'
import type { LogKey } from '#sealing/plain/log-key.ts'
import { absenceScheme } from '#sealing/plain/schemes.ts'
import { sealJson } from '#sealing/seal/age.ts'
import { appendToOffice } from './append.ts'
import type { OfficeLog } from './office-log.ts'
import type { Session } from './session.ts'

export interface PlannedAbsence {
  /** Signing key; the caller's own, or for an administrator anybody's. */
  readonly of: string
  readonly from: Day
  readonly until: Day
  readonly covers: readonly string[]
}

/** Who is away, was lately or will be, as this device last read the office log. */
export async function listAbsences(session: Session): Promise<readonly Absence[]> {
  return openAbsences(session.officeLog(), session.today())
}

/**
 * Says that a handler is away and who covers. Days that overlap those of an absence of theirs which is open change that one.
 * @throws Refusal `not-allowed` for somebody else's, unless the caller administers; `malformed` for what no absence is, one that is over, or a cover who handles no reports
 */
export async function planAbsence(session: Session, planned: PlannedAbsence): Promise<readonly Absence[]> {
  checkAuthor(session, planned.of)
  await appendToOffice(session, async () => {
    const today = session.today()
    const { fold } = session.officeLog()
    const isPlanned = today <= planned.until && daysBetween(today, planned.from) <= LIMITS.absenceDaysMax && [planned.of, ...planned.covers].every((each) => mayHandle(fold, each))
    if (!isPlanned) throw new Refusal('malformed', { member: 'absence' })
    const before = (await listAbsences(session)).find((each) => each.of === planned.of && isOpenAbsence(each, today) && each.from <= planned.until && planned.from <= each.until)
    return written(session, { id: before?.id ?? base64url(randomBytes(16)), ...planned, covers: [...planned.covers], ended: null }, before)
  })
  return listAbsences(session)
}

/** Says that somebody is back: ends what is open now, or else the next one, before it begins. Of whoever is here, and plans nothing, nothing is said. @throws Refusal `not-allowed` */
export async function endAbsence(session: Session, of: string): Promise<readonly Absence[]> {
  checkAuthor(session, of)
  const today = session.today()
  const open = (await listAbsences(session)).filter((each) => each.of === of && isOpenAbsence(each, today))
  const present = open.filter((each) => isAwayOn(each, today))
  for (const each of present.length > 0 ? present : open.slice(0, 1)) await appendToOffice(session, () => written(session, { ...bodyOf(each), ended: today }, each))
  return listAbsences(session)
}

function checkAuthor({ me }: Session, of: string): void {
  if (of !== me.signKey && !me.roles.includes('administrator')) throw new Refusal('not-allowed')
}

async function written(session: Session, body: AbsenceBody, before: Absence | undefined): Promise<{ readonly content: { readonly kind: 'absence'; readonly body: { readonly sealed: string } } } | null> {
  if (!v.safeParse(absenceBody, body).success) throw new Refusal('malformed', { member: 'absence' })
  if (before !== undefined && canonicalJson(bodyOf(before)) === canonicalJson(body)) return null
  return { content: { kind: 'absence', body: { sealed: base64url(await sealJson(absenceScheme(session.officeLog().key), body, LIMITS.absenceBytesMin)) } } }
}

function bodyOf({ author: _, ...body }: Absence): AbsenceBody {
  return body
}

/** An office log is read anew as a whole: what it says is opened once. */
const opened = new WeakMap<OfficeLog, Promise<readonly Absence[]>>()

function openAbsences(log: OfficeLog, today: Day): Promise<readonly Absence[]> {
  const before = opened.get(log)
  if (before !== undefined) return before
  // What was written earlier is over: none is planned further ahead, and none is longer.
  const oldest = addDays(today, -2 * LIMITS.absenceDaysMax)
  const made = Promise.all(log.absences.filter(({ day }) => day >= oldest).map(async ({ author, isByAdministrator, sealed }) => ({ author, isByAdministrator, body: await openAbsence(log.key, sealed) })))
    .then((entries) => foldAbsences(entries.flatMap(({ body, ...by }) => (body === null ? [] : [{ ...body, ...by }]))))
  opened.set(log, made)
  return made
}

/**
 * One that does not open is none: nobody who writes nonsense takes the others away.
 * @param key - the office log's
 */
export async function openAbsence(key: LogKey, sealed: string): Promise<AbsenceBody | null> {
  try {
    const result = v.safeParse(absenceBody, await openJson(absenceScheme(key), fromBase64url(sealed) ?? new Uint8Array(0)))
    return result.success ? result.output : null
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
