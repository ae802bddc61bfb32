import * as v from 'valibot'
import { base64url, fromBase64url } from '#base/bytes.ts'
import { canonicalJson } from '#base/json.ts'
import { Refusal } from '#base/refusal.ts'
import { jsonOf } from '#clients/transport/api.ts'
import type { Member } from '#domain/office.ts'
import { isExpertRole, ROLES, type Role } from '#domain/roles.ts'
import { openJson } from '#sealing/open/age.ts'
import {
  invitationFragment, invitationId, inviteeNameScheme, newInvitation, parseInvitation, proofHolds, type Invitation, type InviteeKeys,
} from '#sealing/plain/invitation.ts'
import { inviterScheme } from '#sealing/plain/schemes.ts'
import { sealJson } from '#sealing/seal/age.ts'
import { wrapLogKey } from '#sealing/seal/wrap.ts'
import { memberReader } from '#sealing/sealed/entry.ts'
import { invitationList } from '#wire/messages.ts'
import { parse } from '#wire/parse.ts'
import { appendToOffice } from './append.ts'
import type { InvitationView } from './member.ts'
import { memberName } from './new-member.ts'
import { sealName } from './office-log.ts'
import { fingerprintOf, type Session } from './session.ts'
import { admit, giveKey, mendOffice, waitingHere } from './teams.ts'

type Listed = v.InferOutput<typeof invitationList>['invitations'][number]

/**
 * Makes an invitation link. Its secret stands in the fragment: the server never sees it, and nothing mails it.
 * @throws Refusal `not-allowed` unless the member is an administrator, `expert-apart` for an expert who would be more than that
 */
export async function inviteMember(
  session: Session, wanted: { readonly roles: readonly Role[]; readonly teams: readonly string[] },
): Promise<{ readonly link: string; readonly view: InvitationView }> {
  // The office's log would refuse the second half once the first was signed.
  if (isExpertRole(wanted.roles) && (wanted.roles.length > 1 || wanted.teams.length > 0)) throw new Refusal('expert-apart')
  const invitation = newInvitation(session.id)
  const id = invitationId(invitation)
  const plan = { roles: [...wanted.roles], teams: [...wanted.teams] }
  // Whoever confirms needs the secret to check the proof, and must know what was promised: both wait on the server, sealed by the
  // inviter for the inviter alone.
  const scheme = inviterScheme(session.unlocked().secrets.identity, { office: session.id, invitation: id })
  const sealedSecret = base64url(await sealJson(scheme, { fragment: invitationFragment(invitation), ...plan }))
  const body = { invitation: id, sealedSecret, ...plan }
  await session.api.call({ route: 'invite-member', parameters: { office: session.id }, body })
  const view = (await listInvitations(session)).find((listed) => listed.invitation === id)
  if (view === undefined) throw new Refusal('wrong-server')
  return { link: `${session.api.origin}/desk/#invite=${invitationFragment(invitation)}`, view }
}

export async function listInvitations(session: Session): Promise<InvitationView[]> {
  const views = await Promise.all((await fetchInvitations(session)).map(async (listed) => (await examine(session, listed)).view))
  for (const { invitation, enrolled } of views) if (enrolled !== null) session.unlocked().shown.set(invitation, enrolled.fingerprint.join(' '))
  return views
}

/**
 * Signs an invitee into the office and admits them to the invited teams; gives the keys of those teams that the administrator reads
 * with. Called by a person who compared the fingerprint: never in the background. The keys of other teams are given by their members.
 *
 * @param compared - the fingerprint that the person compared; by default the one that this session last listed.
 * @throws Refusal `foreign-key` if the proof does not hold or the keys are not those that were compared, `no-such-invitation`, `not-allowed`
 */
export async function confirmMember(session: Session, invitation: string, compared?: readonly string[]): Promise<void> {
  const listed = (await fetchInvitations(session)).find((each) => each.invitation === invitation)
  if (listed === undefined) throw new Refusal('no-such-invitation')
  const { view, invitee } = await examine(session, listed)
  if (view.forged || view.enrolled === null || invitee === null) throw new Refusal('foreign-key')
  const fingerprint = view.enrolled.fingerprint.join(' ')
  if ((compared?.join(' ') ?? session.unlocked().shown.get(invitation) ?? fingerprint) !== fingerprint) throw new Refusal('foreign-key')
  await appendToOffice(session, () => memberEntry(session, { invitee, roles: view.roles }))
  for (const team of view.teams) await admit(session, { team, signKey: invitee.signKey, admitted: true })
  // Whoever invites and reads is one person, who compared the words just now; else the team's own members do.
  for (const { team, signKey } of waitingHere(session)) if (signKey === invitee.signKey && view.teams.includes(team)) await giveKey(session, { team, signKey }, view.enrolled.fingerprint)
  await mendOffice(session)
}

async function fetchInvitations(session: Session): Promise<readonly Listed[]> {
  const response = await session.api.call({ route: 'list-invitations', parameters: { office: session.id } })
  const result = v.safeParse(invitationList, await jsonOf(response))
  if (!result.success) throw new Refusal('wrong-server')
  return result.output.invitations
}

interface Examined {
  readonly view: InvitationView
  readonly invitee: InviteeKeys | null
}

/** What the server shows is believed only as far as the inviter's own seal and the link's secret vouch for it. */
async function examine(session: Session, listed: Listed): Promise<Examined> {
  const { invitation, roles, teams, expires, state, enrolment, inviter } = listed
  const base: InvitationView = {
    invitation, office: session.id, officeNames: session.office().names, roles, teams, expires, state, enrolled: null, forged: false,
  }
  // Only the inviter can tell whether another's invitation is true, and only the inviter confirms it.
  if (inviter.signKey !== session.unlocked().signing.publicId) return { view: base, invitee: null }
  try {
    const link = await linkOf(session, listed)
    if (enrolment === null) return { view: base, invitee: null }
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

const promised = v.strictObject({ fragment: v.string(), roles: v.array(v.picklist(ROLES)), teams: v.array(v.string()) })

/** The link that this member made, if the server still says what was promised with it. */
async function linkOf(session: Session, { invitation, office, roles, teams, sealedSecret }: Listed): Promise<Invitation> {
  const scheme = inviterScheme(session.unlocked().secrets.identity, { office: session.id, invitation })
  const { fragment, ...plan } = parse(promised, await openJson(scheme, fromBase64url(sealedSecret) ?? new Uint8Array(0)))
  const link = parseInvitation(fragment)
  const holds = office === session.id && link.office === session.id && invitationId(link) === invitation
  if (!holds || canonicalJson(plan) !== canonicalJson({ roles, teams })) throw new Refusal('foreign-key')
  return link
}

async function nameOf(link: Invitation, sealedName: string): Promise<string> {
  const value = await openJson(inviteeNameScheme(link), fromBase64url(sealedName) ?? new Uint8Array(0)) as { readonly name?: unknown }
  // Our own device would not have sent a name with something in it that nobody sees.
  if (typeof value.name !== 'string' || memberName(value.name) !== value.name) throw new Refusal('foreign-key')
  return value.name
}

async function memberEntry(session: Session, { invitee, roles }: { readonly invitee: InviteeKeys; readonly roles: readonly Role[] }) {
  const { fold, key } = session.officeLog()
  const { signKey, recipient } = invitee
  const before = fold.members.get(signKey)
  // Nobody proved to hold this signing key: an invitee who names a member's must not get that member's teams.
  if (before !== undefined && before.recipient !== recipient) throw new Refusal('foreign-key')
  if (before !== undefined) return null
  const body: Member = { signKey, recipient, roles: [...roles], active: true, sealedName: await sealName(invitee.name, key) }
  const wraps = [await wrapLogKey(key, { reader: memberReader(signKey), recipient })]
  return { content: { kind: 'member', body: { ...body, roles: [...roles] } } as const, wraps }
}
