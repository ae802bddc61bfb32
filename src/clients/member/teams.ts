import { base64url, randomBytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import { currentDirectory, isDirectoryBehind } from '#domain/directory.ts'
import { isAdministrator, type Member } from '#domain/office.ts'
import { isAdmitted, isOfTeam, latestTeam, latestTeams, needsNewEpoch, waitingForKeys, type Team, type Waiting } from '#domain/team.ts'
import { isGiven } from '#domain/recovery.ts'
import { newIdentity, recipientOf } from '#sealing/plain/age-identity.ts'
import type { Secret } from '#sealing/plain/secret.ts'
import type { EntryContent } from '#sealing/seal/entry.ts'
import { wrapTeamForRecovery } from '#sealing/seal/recovery.ts'
import { wrapTeam } from '#sealing/seal/wrap.ts'
import type { WrapRow } from '#sealing/sealed/entry.ts'
import { appendToOffice } from './append.ts'
import { sealName } from './office-log.ts'
import { fingerprintOf, type Session } from './session.ts'

/** Who gets a team's key, and when. See [Note: Admissions and keys] in domain/team.ts. */

interface OfficeWriting {
  readonly content: EntryContent
  readonly wraps: readonly WrapRow[]
}

/** Somebody who was admitted to one of the caller's teams and waits for its key. */
export interface WaitingView extends Waiting {
  readonly name: string
  /** To be compared with what the person reads out. */
  readonly fingerprint: readonly string[]
}

/** Those to whom this member can give a key. */
export function waitingHere(session: Session): readonly WaitingView[] {
  const { fold, names } = session.officeLog()
  const me = session.unlocked().signing.publicId
  return waitingForKeys(fold).filter(({ team }) => isOfTeam(fold, team, me)).map((waiting) => {
    const recipient = fold.members.get(waiting.signKey)?.recipient ?? ''
    return { ...waiting, name: names.get(waiting.signKey) ?? '', fingerprint: fingerprintOf(waiting.signKey, recipient) }
  })
}

/**
 * Gives a team's secrets, of every epoch, to somebody who was admitted: as many rows as the team has epochs, however many reports there are.
 * Called by a person who compared the fingerprint; never in the background.
 *
 * @throws Refusal `foreign-key` if the keys are not those that were compared, `not-allowed` if the caller has not the team's key or nobody admitted the other
 */
export async function giveKey(session: Session, { team, signKey }: Waiting, compared: readonly string[]): Promise<void> {
  await renewTeams(session)
  await appendToOffice(session, async () => {
    const { fold } = session.officeLog()
    const member = fold.members.get(signKey)
    const latest = latestTeam(fold, team)
    if (member === undefined || latest === null || !isAdmitted(fold, team, signKey)) throw new Refusal('not-allowed')
    if (fingerprintOf(signKey, member.recipient).join(' ') !== compared.join(' ')) throw new Refusal('foreign-key')
    return latest.members.includes(signKey) ? null : growth(session, latest, member)
  })
}

/** The latest epoch with one more member. @throws Refusal `not-allowed` if the caller has not the team's key */
async function growth(session: Session, latest: Team, member: Member): Promise<OfficeWriting> {
  const wraps = await wrapsOf(session, latest, [member])
  return { content: { kind: 'team', body: { ...latest, members: [...latest.members, member.signKey] } }, wraps }
}

/** Every epoch's secret that the caller holds, for each of these members. */
async function wrapsOf(session: Session, { team, epoch }: Team, members: readonly Member[]): Promise<readonly WrapRow[]> {
  const { teams, office, fold } = session.officeLog()
  if (!teams.has(`${team}:${epoch}`)) throw new Refusal('not-allowed')
  const epochs = [...fold.teams.values()].filter((each) => each.team === team)
  const wraps: WrapRow[] = []
  for (const each of epochs) {
    const secret = teams.get(`${team}:${each.epoch}`)
    if (secret !== undefined) wraps.push(...await wrapEpoch({ office, team, epoch: each.epoch }, secret, members))
  }
  return wraps
}

function wrapEpoch(epoch: { readonly office: string; readonly team: string; readonly epoch: number }, secret: Secret<'team-identity'>, members: readonly Member[]): Promise<WrapRow[]> {
  return Promise.all(members.map((member) => wrapTeam(epoch, secret, member)))
}

/**
 * Begins the next epoch of each of the caller's teams in which somebody is who may not read any more. Nobody is added by it, so it
 * needs no confirmation: every desk of a member does it when it meets such a team.
 *
 * @returns the teams that were renewed.
 */
export async function renewTeams(session: Session): Promise<readonly string[]> {
  const me = session.unlocked().signing.publicId
  const due = (): readonly Team[] => {
    const { fold } = session.officeLog()
    return latestTeams(fold).filter(({ team }) => needsNewEpoch(fold, team) && isOfTeam(fold, team, me))
  }
  const renewed: string[] = []
  for (const { team } of due()) {
    await appendToOffice(session, async () => {
      const latest = due().find((each) => each.team === team)
      return latest === undefined ? null : nextEpoch(session, latest)
    })
    renewed.push(team)
  }
  return renewed
}

async function nextEpoch(session: Session, latest: Team): Promise<OfficeWriting> {
  const { fold, office } = session.officeLog()
  const staying = latest.members.filter((signKey) => isAdmitted(fold, latest.team, signKey)).flatMap((signKey) => fold.members.get(signKey) ?? [])
  const secret = newIdentity('team-identity')
  const body = { team: latest.team, epoch: latest.epoch + 1, recipient: await recipientOf(secret), members: staying.map(({ signKey }) => signKey) }
  const wraps = await wrapEpoch({ office, team: latest.team, epoch: body.epoch }, secret, staying)
  const { recovery } = fold
  // Who sealed the epoch before to this recovery had compared it; to another one nothing is sealed unasked.
  const goesOn = recovery !== null && isGiven(fold, latest)
  if (goesOn) wraps.push(await wrapTeamForRecovery({ office, team: latest.team, epoch: body.epoch }, secret, recovery.recipient))
  secret.forget()
  return { content: { kind: 'team', body: goesOn ? { ...body, recovery: recovery.generation } : body }, wraps }
}

/**
 * Founds the teams to which this member alone was admitted so far: makes their first key, on this device. Nobody else is added by it.
 * @returns the teams that were founded.
 */
export async function foundTeams(session: Session): Promise<readonly string[]> {
  const me = session.unlocked().signing.publicId
  const { fold } = session.officeLog()
  const founded: string[] = []
  for (const [team, people] of fold.admissions) {
    if (!people.has(me) || latestTeam(fold, team) !== null || !isAdmitted(fold, team, me)) continue
    await appendToOffice(session, async () => (latestTeam(session.officeLog().fold, team) === null ? firstEpoch(session, team) : null))
    founded.push(team)
  }
  return founded
}

async function firstEpoch(session: Session, team: string): Promise<OfficeWriting> {
  const { fold, office } = session.officeLog()
  const me = fold.members.get(session.unlocked().signing.publicId)
  if (me === undefined) throw new Refusal('not-allowed')
  const secret = newIdentity('team-identity')
  const body = { team, epoch: 0, recipient: await recipientOf(secret), members: [me.signKey] }
  const wraps = await wrapEpoch({ office, team, epoch: 0 }, secret, [me])
  secret.forget()
  return { content: { kind: 'team', body }, wraps }
}

/**
 * A new team with its founder, who alone makes its key. Its name is one that members read and the server does not.
 *
 * @returns the team's id.
 * @throws Refusal `not-allowed` unless the caller administers, `empty-text`
 */
export async function createTeam(session: Session, plan: { readonly name: string; readonly founder: string }): Promise<string> {
  const name = requiredText(plan.name, LIMITS.nameCharactersMax).trim()
  const team = `t-${base64url(randomBytes(9)).toLowerCase().replace(/[^a-z0-9]/g, '0')}`
  await admit(session, { team, signKey: plan.founder, admitted: true, sealedName: await sealName(name, session.officeLog().key) })
  await foundTeams(session)
  return team
}

/**
 * Admits a member to a team, or ends it. The key is given by somebody of the team afterwards; ending begins the team's next epoch.
 * @throws Refusal `not-allowed` unless the caller administers
 */
export async function admit(
  session: Session, admission: { readonly team: string; readonly signKey: string; readonly admitted: boolean; readonly sealedName?: string },
): Promise<void> {
  const { team, signKey, admitted } = admission
  await appendToOffice(session, async () => {
    const { fold } = session.officeLog()
    const is = fold.admissions.get(team)?.has(signKey) === true
    return is === admitted && admission.sealedName === undefined ? null : { content: { kind: 'admission', body: { ...admission } } }
  })
  await mendOffice(session)
}

/**
 * Brings to an end what somebody began: the next epoch where one is due, and then the directory, which only administrators write. Safe to
 * call at any time, and called at every log-in: a device that died between two steps leaves nothing half done for long.
 *
 * @returns what is left to do for others: teams that need somebody of theirs, a directory that needs an administrator.
 */
export async function mendOffice(session: Session): Promise<{ readonly teams: readonly string[]; readonly directory: boolean }> {
  await renewTeams(session)
  const { fold } = session.officeLog()
  if (isAdministrator(fold, session.unlocked().signing.publicId)) {
    await appendToOffice(session, async () => {
      const now = session.officeLog().fold
      if (now.directory === null || !isDirectoryBehind(now)) return null
      return { content: { kind: 'directory', body: currentDirectory(now, now.directory, session.today()) } }
    })
  }
  const after = session.officeLog().fold
  return { teams: latestTeams(after).filter(({ team }) => needsNewEpoch(after, team)).map(({ team }) => team), directory: isDirectoryBehind(after) }
}
