import type { ChannelPlan } from '#clients/member/channels.ts'
import type { WaitingView } from '#clients/member/teams.ts'
import type { Language } from '#domain/bodies.ts'
import type { Line } from '#domain/lines.ts'
import type { Role } from '#domain/roles.ts'

export interface NamedReader {
  readonly signKey: string
  readonly names: Readonly<Record<Language, string>>
}

/** What the desk can do about who belongs to the office, to which team, and where reports go. Every deed throws Refusal. */
export interface OfficeDeeds {
  /** Those to whom this member can give a team's key. */
  waiting(): readonly WaitingView[]
  /** `compared`: the words that the person saw. */
  giveKey(waiting: WaitingView, compared: readonly string[]): Promise<void>
  removeMember(signKey: string): Promise<void>
  changeRoles(signKey: string, roles: readonly Role[]): Promise<void>
  handOver(from: string, to: string): Promise<void>
  admit(admission: { readonly team: string; readonly signKey: string; readonly admitted: boolean }): Promise<void>
  createTeam(plan: { readonly name: string; readonly founder: string }): Promise<void>
  /** A rule pack that the office wrote itself, for good. @throws Refusal `unfit-pack` */
  addPack(pack: unknown): Promise<void>
  putChannel(plan: ChannelPlan): Promise<void>
  closeChannel(channel: string): Promise<void>
  /** @throws Refusal as `putLine` does */
  putLine(line: Line): Promise<void>
  closeLine(line: string): Promise<void>
  nameReaders(channel: string, people: readonly NamedReader[]): Promise<void>
  /** Founds and renews what waits for this member, and brings the directory up to date. */
  mend(): Promise<void>
}
