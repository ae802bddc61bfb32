import { Refusal } from '#base/refusal.ts'
import { isAdministrator, type Member } from '#domain/office.ts'
import type { Role } from '#domain/roles.ts'
import { appendToOffice } from './append.ts'
import type { Session } from './session.ts'
import { admit, mendOffice } from './teams.ts'

/** What administrators decide about members. None of it gives anybody a key. */

/**
 * Removes a member: their sessions end, every team of theirs begins a new epoch without them, and reporters believe them no further.
 * Where the administrator does not read with a team, the first desk of one of its members begins that epoch. What was read cannot be
 * taken back.
 *
 * Each step is safe to repeat, and `mendOffice` finishes what a device left undone.
 *
 * @throws Refusal `not-allowed` unless the caller administers; `last-administrator`
 */
export async function removeMember(session: Session, signKey: string): Promise<void> {
  await changeMember(session, signKey, (member) => (member.active ? { ...member, active: false } : null))
  for (const [team, people] of session.officeLog().fold.admissions) if (people.has(signKey)) await admit(session, { team, signKey, admitted: false })
  await mendOffice(session)
}

/** @throws Refusal `not-allowed`, `last-administrator` */
export async function changeRoles(session: Session, signKey: string, roles: readonly Role[]): Promise<void> {
  await changeMember(session, signKey, (member) => (member.roles.join() === roles.join() ? null : { ...member, roles: [...roles] }))
  await mendOffice(session)
}

/**
 * Approves a successor, who is admitted to every team of the leaver. The teams' members give the keys, and whoever can open what was
 * sealed to the leaver by name gives that.
 *
 * @throws Refusal `not-allowed` unless the caller administers
 */
export async function handOver(session: Session, handover: { readonly from: string; readonly to: string }): Promise<void> {
  const { from, to } = handover
  await appendToOffice(session, async () => {
    const known = session.officeLog().fold.handovers.some((each) => each.from === from && each.to === to)
    return known ? null : { content: { kind: 'handover', body: { from, to } } }
  })
  for (const [team, people] of session.officeLog().fold.admissions) if (people.has(from)) await admit(session, { team, signKey: to, admitted: true })
}

/** An office without an administrator could not be changed by anybody any more. */
async function changeMember(session: Session, signKey: string, change: (member: Member) => Member | null): Promise<void> {
  await appendToOffice(session, async () => {
    const { fold } = session.officeLog()
    const member = fold.members.get(signKey)
    if (member === undefined) throw new Refusal('not-allowed')
    const changed = change(member)
    if (changed === null) return null
    const remain = [...fold.members.keys()].filter((each) => isAdministrator(fold, each) && each !== signKey).length
    const stays = changed.active && changed.roles.includes('administrator')
    if (remain === 0 && !stays) throw new Refusal('last-administrator')
    return { content: { kind: 'member', body: { ...changed, roles: [...changed.roles] } } }
  })
}
