import * as v from 'valibot'
import { base64url, fromBase64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { latestTeam, type Member, type Office } from '#domain/office.ts'
import { isHandler, type Role } from '#domain/roles.ts'
import { openJson, openWith } from '#sealing/open/age.ts'
import {
  invitationFragment, invitationId, inviteeNameScheme, newInvitation, parseInvitation, proofHolds, type Invitation, type InviteeKeys,
} from '#sealing/plain/invitation.ts'
import { sealTo } from '#sealing/seal/age.ts'
import { wrapLogKey, wrapTeam } from '#sealing/seal/wrap.ts'
import { memberReader, type WrapRow } from '#sealing/sealed/entry.ts'
import { invitationList } from '#wire/messages.ts'
import { appendToOffice } from './append.ts'
import type { InvitationView } from './member.ts'
import { sealName } from './office-log.ts'
import { fingerprintOf, type Session } from './session.ts'

type Listed = v.InferOutput<typeof invitationList>['invitations'][number]

/**
 * Makes an invitation link. Its secret stands in the fragment: the server never sees it, and nothing mails it.
 * @throws Refusal `not-allowed` unless the member is an administrator
 */
export async function inviteMember(
  session: Session, plan: { readonly roles: readonly Role[]; readonly teams: readonly string[] },
): Promise<{ readonly link: string; readonly view: InvitationView }> {
  const invitation = newInvitation(session.id)
  const id = invitationId(invitation)
  // Whoever confirms needs the secret to check the proof; it waits on the server, sealed to the inviter alone.
  const sealedSecret = base64url(await sealTo(session.me.recipient, { fragment: invitationFragment(invitation) }))
  const body = { invitation: id, sealedSecret, roles: [...plan.roles], teams: [...plan.teams] }
  await session.api.call({ route: 'invite-member', parameters: { office: session.id }, body })
  const view = (await listInvitations(session)).find((listed) => listed.invitation === id)
  if (view === undefined) throw new Refusal('wrong-server')
  return { link: `${session.api.origin}/desk/#invite=${invitationFragment(invitation)}`, view }
}

export async function listInvitations(session: Session): Promise<InvitationView[]> {
  return Promise.all((await fetchInvitations(session)).map(async (listed) => (await examine(session, listed)).view))
}

/**
 * Signs an invitee into the office and gives the keys of the invited teams. Called by a person who compared the fingerprint:
 * never in the background. An administrator without a team's key cannot give it.
 *
 * @throws Refusal `foreign-key` if the proof does not hold, `no-such-invitation`, `not-allowed`
 */
export async function confirmMember(session: Session, invitation: string): Promise<void> {
  const listed = (await fetchInvitations(session)).find((each) => each.invitation === invitation)
  if (listed === undefined) throw new Refusal('no-such-invitation')
  const { view, invitee } = await examine(session, listed)
  if (view.forged || invitee === null) throw new Refusal('foreign-key')
  await appendToOffice(session, () => memberEntry(session, { invitee, roles: view.roles }))
  for (const team of view.teams) await appendToOffice(session, () => teamEntry(session, { team, invitee }))
  await appendToOffice(session, async () => directoryEntry(session.officeLog().fold))
}

async function fetchInvitations(session: Session): Promise<readonly Listed[]> {
  const response = await session.api.call({ route: 'list-invitations', parameters: { office: session.id } })
  const result = v.safeParse(invitationList, await response.json())
  if (!result.success) throw new Refusal('wrong-server')
  return result.output.invitations
}

interface Examined {
  readonly view: InvitationView
  readonly invitee: InviteeKeys | null
}

/** What the server shows is believed only as far as the link's secret vouches for it. */
async function examine(session: Session, listed: Listed): Promise<Examined> {
  const { invitation, office, roles, teams, expires, state, enrolment } = listed
  const base: InvitationView = {
    invitation, office, officeNames: session.office().names, roles, teams, expires, state, enrolled: null, forged: false,
  }
  if (enrolment === null) return { view: base, invitee: null }
  try {
    const link = await linkOf(session, listed)
    const name = await nameOf(link, enrolment.sealedName)
    const { signKey, recipient, proof } = enrolment
    const invitee: InviteeKeys = { name, signKey, recipient, login: enrolment.login }
    if (!proofHolds(link, invitee, proof)) throw new Refusal('foreign-key')
    return { view: { ...base, enrolled: { name, signKey, fingerprint: fingerprintOf(signKey, recipient) } }, invitee }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { view: { ...base, forged: true }, invitee: null }
  }
}

async function linkOf(session: Session, listed: Listed): Promise<Invitation> {
  const value = await openWith(session.unlocked().secrets.identity, fromBase64url(listed.sealedSecret) ?? new Uint8Array(0))
  const link = parseInvitation(String((value as { readonly fragment?: unknown }).fragment))
  if (link.office !== session.id || invitationId(link) !== listed.invitation) throw new Refusal('foreign-key')
  return link
}

async function nameOf(link: Invitation, sealedName: string): Promise<string> {
  const value = await openJson(inviteeNameScheme(link), fromBase64url(sealedName) ?? new Uint8Array(0)) as { readonly name?: unknown }
  if (typeof value.name !== 'string') throw new Refusal('foreign-key')
  return value.name
}

async function memberEntry(session: Session, { invitee, roles }: { readonly invitee: InviteeKeys; readonly roles: readonly Role[] }) {
  const { fold, key } = session.officeLog()
  if (fold.members.has(invitee.signKey)) return null
  const { signKey, recipient } = invitee
  const body: Member = { signKey, recipient, roles: [...roles], active: true, sealedName: await sealName(invitee.name, key) }
  const wraps = [await wrapLogKey(key, { reader: memberReader(signKey), recipient })]
  return { content: { kind: 'member', body: { ...body, roles: [...roles] } } as const, wraps }
}

async function teamEntry(session: Session, { team, invitee }: { readonly team: string; readonly invitee: InviteeKeys }) {
  const { fold, teams, office } = session.officeLog()
  const epoch = latestTeam(fold, team)
  if (epoch === null || epoch.members.includes(invitee.signKey)) return null
  const secret = teams.get(`${team}:${epoch.epoch}`)
  if (secret === undefined) throw new Refusal('not-allowed')
  const wraps: WrapRow[] = [await wrapTeam({ office, team, epoch: epoch.epoch }, secret, invitee)]
  return { content: { kind: 'team', body: { ...epoch, members: [...epoch.members, invitee.signKey] } } as const, wraps }
}

/** Reporters believe answers by the keys that the directory names: a new handler must stand there. */
function directoryEntry(fold: Office) {
  const { directory } = fold
  const handlers = [...fold.members.values()].filter((member) => isHandler(member.roles)).map((member) => member.signKey)
  if (directory === null || handlers.every((handler) => directory.handlers.includes(handler))) return null
  return { content: { kind: 'directory', body: { ...directory, handlers } } as const }
}
