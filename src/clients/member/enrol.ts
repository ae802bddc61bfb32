import * as v from 'valibot'
import { base64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { bytesOf, jsonOf, type Api } from '#clients/transport/api.ts'
import { openDirectory } from '#sealing/open/directory.ts'
import { enrolmentProof, invitationId, inviteeNameScheme, parseInvitation } from '#sealing/plain/invitation.ts'
import { sealJson } from '#sealing/seal/age.ts'
import { decodeLogPage } from '#wire/log.ts'
import { invitationState } from '#wire/messages.ts'
import type { InvitationView, NewMember } from './member.ts'
import { enrolSecrets, freshKeys, memberName } from './new-member.ts'
import { fingerprintOf } from './session.ts'

/**
 * What an invitation link is for.
 * @param fragment - what stands behind `#invite=` in the link.
 * @throws Refusal `no-such-invitation` (also for a link that was cut), `forged-history` if the server names another office than the link
 */
export async function readInvitation(api: Api, fragment: string): Promise<InvitationView> {
  const link = parseInvitation(fragment)
  const response = await api.call({ route: 'read-invitation', parameters: { invitation: invitationId(link) } })
  const result = v.safeParse(invitationState, await jsonOf(response))
  if (!result.success) throw new Refusal('wrong-server')
  const { invitation, office, roles, teams, expires, state } = result.output
  if (office !== link.office) throw new Refusal('forged-history')
  const page = decodeLogPage(await bytesOf(await api.call({ route: 'read-directory', parameters: { office } })))
  const { body } = await openDirectory(office, page.entries)
  return { invitation, office, officeNames: body.names, roles, teams, expires, state, enrolled: null, forged: false }
}

export interface Enrolled {
  /** To be read out to the administrator, who sees the same words. */
  readonly fingerprint: readonly string[]
}

/**
 * Makes the invitee's keys on this device and sends the public ones, vouched for by the link's secret.
 * @throws Refusal `invitation-used`, `no-such-invitation`, `not-authenticated` (wrong one-time code), `passphrase-weak`
 */
export async function enrol(api: Api, fragment: string, member: NewMember): Promise<Enrolled> {
  const link = parseInvitation(fragment)
  const invitation = invitationId(link)
  const keys = await freshKeys()
  const secrets = await enrolSecrets(api, member, {
    keys, office: link.office,
    registration: (login, registrationRequest) => ({ route: 'start-enrolment', parameters: { invitation }, body: { login, registrationRequest } }),
  })
  const name = memberName(member.name)
  const signKey = keys.signing.publicId
  const { recipient } = keys
  const proof = enrolmentProof(link, { name, signKey, recipient, login: secrets.login })
  const sealedName = base64url(await sealJson(inviteeNameScheme(link), { name }))
  await api.call({ route: 'finish-enrolment', parameters: { invitation }, body: { ...secrets, signKey, recipient, sealedName, proof } })
  return { fingerprint: fingerprintOf(signKey, recipient) }
}
