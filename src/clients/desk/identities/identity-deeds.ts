import type { IdentityRequest } from '#clients/member/ask-identity.ts'
import type { IdentityTeamsChoice } from '#clients/member/channels.ts'
import type { DisclosureLine, DisclosureView } from '#clients/member/disclosure.ts'
import type { Person } from '#sealing/sealed/identity.ts'

/** What the desk can do about identities under two locks. Every deed throws Refusal. */
export interface IdentityDeeds {
  /** The reporter is told first, then the request goes. @returns its id */
  ask(report: string, request: IdentityRequest): Promise<string>
  /** Every request that the member has a part in, newest first. */
  list(): Promise<readonly DisclosureLine[]>
  read(id: string): Promise<DisclosureView>
  approve(id: string): Promise<DisclosureView>
  refuse(id: string, reason: string): Promise<DisclosureView>
  /** A custodian takes the inner lock off, for the requester. */
  open(id: string): Promise<DisclosureView>
  /** Who the reporter is, for the requester. */
  reveal(id: string): Promise<Person>
  chooseTeams(teams: IdentityTeamsChoice | null): Promise<void>
}
