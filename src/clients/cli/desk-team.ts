import { Refusal } from '#base/refusal.ts'
import type { TeamView } from '#clients/member/member.ts'
import type { Session } from '#clients/member/session.ts'
import { admit, createTeam, giveKey, waitingHere } from '#clients/member/teams.ts'
import { command, DONE, type Given } from './command.ts'
import { APPLY, deedNamed, doOrTell, teamNamed, wanted } from './desk-office-deed.ts'
import { namesOf } from './desk-view.ts'
import { sameWords } from './fingerprint.ts'
import { answer, type Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { memberNamed } from './member-named.ts'
import { visibleLine } from './visible.ts'

const OPTIONS = {
  ...MEMBER_OPTIONS, ...APPLY,
  name: { type: 'text', value: 'T', help: 'option-team-name' },
  founder: { type: 'text', value: 'NAME', help: 'option-founder' },
  who: { type: 'text', value: 'NAME', help: 'option-who' },
  fingerprint: { type: 'text', value: 'WORDS', help: 'option-grant-fingerprint' },
} as const

interface Asked {
  readonly session: Session
  readonly given: Given<typeof OPTIONS>
  readonly io: Io
  /** The team, where one was named. */
  readonly name: string | undefined
}

const DEEDS: Readonly<Record<string, (asked: Asked) => Promise<number>>> = { list, new: found, admit: (asked) => admission(asked, true), dismiss: (asked) => admission(asked, false), give }

/**
 * postern desk team: teams and who is admitted to them, by an administrator; `give` hands a team's key to somebody who was admitted, by a
 * member of the team who compared six words. Needs a member's passphrase.
 */
export const deskTeam = command({
  name: 'desk team',
  summary: 'summary-desk-team',
  words: { shown: `${Object.keys(DEEDS).join('|')} [TEAM]`, min: 1, max: 2 },
  note: 'note-desk-team',
  options: OPTIONS,
  async run(given, io, [word = '', name]) {
    const deed = deedNamed(DEEDS, word)
    const { session } = await logInAsMember(given, io)
    return deed({ session, given, io, name })
  },
})

async function list({ session, io }: Asked): Promise<number> {
  const nameOf = namesOf(session)
  const people = (keys: readonly string[]): string => keys.map((key) => visibleLine(nameOf(key))).join(', ')
  const { teams } = session.office()
  const line = ({ team, name, members, waiting, needsNewEpoch }: TeamView): string => [
    team, visibleLine(name ?? ''), `[${people(members)}]`, ...(waiting.length === 0 ? [] : [io.say['team-waiting']({ names: people(waiting) })]), ...(needsNewEpoch ? [io.say['team-needs-key']] : []),
  ].filter((part) => part !== '').join('  ')
  answer(io, { teams }, () => teams.map(line))
  return DONE
}

async function found({ session, given, io }: Asked): Promise<number> {
  const name = wanted(given.name, '--name T')
  const founder = memberNamed(session, wanted(given.founder, '--founder NAME'))
  const told = io.say['team-new']({ team: visibleLine(name), name: visibleLine(founder.name) })
  return doOrTell(session, { told, json: { name, founder: founder.signKey }, act: () => createTeam(session, { name, founder: founder.signKey }) }, { io, apply: given.apply })
}

async function admission({ session, given, io, name }: Asked, admitted: boolean): Promise<number> {
  const team = teamNamed(session, wanted(name, 'TEAM'))
  const who = memberNamed(session, wanted(given.who, '--who NAME'))
  const told = io.say[admitted ? 'team-admit' : 'team-dismiss']({ team, name: visibleLine(who.name) })
  return doOrTell(session, { told, json: { team, signKey: who.signKey, admitted }, act: () => admit(session, { team, signKey: who.signKey, admitted }) }, { io, apply: given.apply })
}

/** The words come from the other person, never from this screen: they are what says yes. */
async function give({ session, given, io, name }: Asked): Promise<number> {
  const team = teamNamed(session, wanted(name, 'TEAM'))
  const who = memberNamed(session, wanted(given.who, '--who NAME'))
  const waiting = waitingHere(session).find((each) => each.team === team && each.signKey === who.signKey)
  if (waiting === undefined) throw new Refusal('not-allowed')
  if (given.fingerprint !== undefined && !sameWords(given.fingerprint, waiting.fingerprint)) throw new Refusal('foreign-key')
  const isGiven = given.fingerprint !== undefined
  if (isGiven) await giveKey(session, waiting, waiting.fingerprint)
  const told = { team, name: visibleLine(who.name) }
  answer(io, { team, signKey: who.signKey, given: isGiven }, () => (isGiven ? [io.say['team-given'](told)] : [io.say['team-would-give'](told), io.say['grant-how']]))
  return DONE
}
