// For tests: two teams that together open identities, made as people make them, and somebody who joins over a real server.
import { chooseIdentityTeams, type IdentityTeamsChoice } from '#clients/member/channels.ts'
import { enrol } from '#clients/member/enrol.ts'
import { confirmMember, inviteMember } from '#clients/member/invite.ts'
import { logIn } from '#clients/member/log-in.ts'
import type { NewMember } from '#clients/member/member.ts'
import { earlierCode, oneTimeCodeAt } from '#clients/member/prepare.ts'
import type { Session } from '#clients/member/session.ts'
import { admit, createTeam, foundTeams, giveKey, waitingHere } from '#clients/member/teams.ts'
import type { Api } from '#clients/transport/api.ts'

type People = readonly [Session, ...Session[]]

/** Teams of these people, of whom the first founds it, and the directory that names them. */
export async function twoLocks(administrator: Session, { custodians, approvers }: { readonly custodians: People; readonly approvers: People }): Promise<IdentityTeamsChoice> {
  const teams = { custodian: await teamOf(administrator, 'Custodians', custodians), approver: await teamOf(administrator, 'Approvers', approvers) }
  await chooseIdentityTeams(administrator, teams)
  for (const each of [...custodians, ...approvers]) await each.refresh()
  return teams
}

async function teamOf(administrator: Session, name: string, [founder, ...others]: People): Promise<string> {
  const team = await createTeam(administrator, { name, founder: founder.me.signKey })
  await founder.refresh()
  await foundTeams(founder)
  await administrator.refresh()
  for (const { me: { signKey } } of others) await admit(administrator, { team, signKey, admitted: true })
  await founder.refresh()
  for (const waiting of waitingHere(founder)) await giveKey(founder, waiting, waiting.fingerprint)
  await administrator.refresh()
  return team
}

/** Somebody who keeps or approves identities, enrolled and logged in by the real clock. */
export async function joinCustodian(api: Api, administrator: Session, member: NewMember): Promise<Session> {
  const { link, view } = await inviteMember(administrator, { roles: ['custodian'], teams: [] })
  await enrol(api, link.split('#invite=')[1] ?? '', { ...member, oneTimeCode: await earlierCode(member.totpSecret) })
  await confirmMember(administrator, view.invitation)
  const { name, passphrase, totpSecret } = member
  return logIn(api, { office: administrator.id, name, passphrase, oneTimeCode: oneTimeCodeAt(totpSecret, Date.now()) })
}
