import { Refusal } from '#base/refusal.ts'
import { readOwnPack } from '#domain/clocks/pack-schema.ts'
import { packRef } from '#domain/clocks/rule.ts'
import { isLine } from '#domain/lines.ts'
import type { OfficeDeeds } from '#clients/desk/office/office-deeds.ts'
import type { MemberView, TeamView } from '#clients/member/member.ts'
import type { FixtureOffice } from './fixture-office.ts'

type Deed = <T>(act: () => T) => Promise<T>

/** What administrators and readers do about people, teams and channels, in memory and without keys. */
export function fixtureAdministration(office: FixtureOffice, deed: Deed): OfficeDeeds {
  const changed = (signKey: string, change: Partial<MemberView>): void => {
    office.members = office.members.map((member) => (member.signKey === signKey ? { ...member, ...change } : member))
  }
  const teamOf = (team: string): TeamView => office.teams.find((each) => each.team === team) ?? fail()
  const put = (team: TeamView): void => { office.teams = [...office.teams.filter((each) => each.team !== team.team), team] }
  return {
    waiting: () => office.teams.flatMap(({ team, waiting }) => office.members.filter(({ signKey }) => waiting.includes(signKey))
      .map(({ signKey, name, fingerprint }) => ({ team, signKey, name, fingerprint }))),
    giveKey: ({ team, signKey }) => deed(() => {
      const before = teamOf(team)
      put({ ...before, members: [...before.members, signKey], waiting: before.waiting.filter((each) => each !== signKey) })
      const member = office.members.find((each) => each.signKey === signKey)
      changed(signKey, { teams: [...member?.teams ?? [], team] })
    }),
    removeMember: (signKey) => deed(() => {
      changed(signKey, { active: false, teams: [] })
      office.teams = office.teams.map((team) => ({ ...team, members: team.members.filter((each) => each !== signKey) }))
    }),
    changeRoles: (signKey, roles) => deed(() => { changed(signKey, { roles }) }),
    handOver: () => deed(() => undefined),
    admit: ({ team, signKey, admitted }) => deed(() => {
      const before = teamOf(team)
      put({ ...before, waiting: admitted ? [...before.waiting, signKey] : before.waiting.filter((each) => each !== signKey) })
    }),
    createTeam: ({ name, founder }) => deed(() => { put({ team: `t-${office.teams.length}`, name, epoch: -1, members: [], waiting: [founder], needsNewEpoch: false }) }),
    addPack: (written) => deed(() => {
      const pack = readOwnPack(written)
      if (pack === null) throw new Refusal('unfit-pack')
      office.packs = new Map(office.packs).set(packRef(pack), pack)
    }),
    putChannel: ({ channel, names, team, packs = [] }) => deed(() => {
      const made = { channel, names, team, kind: 'web', epoch: 0, recipient: 'age1pq1', questionnaire: 'q', ...(packs.length === 0 ? {} : { packs: [...packs] }) } as const
      office.channels = [...office.channels.filter((each) => each.channel !== channel), made]
    }),
    closeChannel: (channel) => deed(() => {
      if (office.channels.length === 1) throw new Refusal('last-channel')
      office.channels = office.channels.filter((each) => each.channel !== channel)
    }),
    putLine: (line) => deed(() => {
      if (!isLine(line)) throw new Refusal('malformed')
      office.lines = [...office.lines.filter((each) => each.line !== line.line), line]
    }),
    closeLine: (line) => deed(() => { office.lines = office.lines.filter((each) => each.line !== line) }),
    nameReaders: () => deed(() => undefined),
    mend: () => Promise.resolve(),
  }
}

function fail(): never {
  throw new Error('no such team in the fixture')
}
