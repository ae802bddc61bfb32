import { Refusal } from '#base/refusal.ts'
import { drill, holdersOf, openRecovery } from '#clients/member/recover.ts'
import { arrangeRecovery, giveTeamsToRecovery, myShare, recoveryView } from '#clients/member/recovery.ts'
import type { Session } from '#clients/member/session.ts'
import { deedNamed } from './desk-office-deed.ts'
import { command, DONE, UsageError, type Given } from './command.ts'
import { openedLines, recoveryJson, recoveryLines } from './desk-recovery-view.ts'
import { answer, type Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { readSecretLine } from './text-input.ts'
import { visibleLine } from './visible.ts'

const OPTIONS = {
  ...MEMBER_OPTIONS,
  'holder': { type: 'text', value: 'NAME', many: true, help: 'option-holder' },
  'threshold': { type: 'text', value: 'K', help: 'option-threshold' },
  'share-file': { type: 'text', value: 'F', many: true, help: 'option-share-file' },
  'fingerprint': { type: 'text', value: 'WORDS', many: true, help: 'option-compared' },
  'apply': { type: 'flag', help: 'option-apply' },
} as const

interface Asked {
  readonly session: Session
  readonly given: Given<typeof OPTIONS>
  readonly io: Io
}

const DEEDS: Readonly<Record<string, (asked: Asked) => Promise<number>>> = { status, arrange, give, share, drill: rehearse, recover }

/**
 * postern desk recovery: the organisation's recovery. `status` and `share` change nothing; `arrange` does with `--apply`, `give` and
 * `recover` with the words that were compared. Needs a member's passphrase, and an administrator's to arrange, rehearse and recover.
 */
export const deskRecovery = command({
  name: 'desk recovery',
  summary: 'summary-desk-recovery',
  words: { shown: 'status|arrange|give|share|drill|recover', min: 1, max: 1 },
  note: 'note-desk-recovery',
  options: OPTIONS,
  async run(given, io, [word = '']) {
    const deed = deedNamed(DEEDS, word)
    const { session } = await logInAsMember(given, io)
    return deed({ session, given, io })
  },
})

async function status({ session, io }: Asked): Promise<number> {
  const view = recoveryView(session)
  answer(io, recoveryJson(view), () => recoveryLines(view, io))
  return DONE
}

async function share({ session, io }: Asked): Promise<number> {
  const { index, generation, words, text } = await myShare(session)
  answer(io, { index, generation, words, text }, () => [io.say['recovery-share']({ index }), '', words.join(' '), '', text, '', io.say['recovery-share-how']])
  return DONE
}

async function arrange({ session, given, io }: Asked): Promise<number> {
  const holders = given.holder.map((name) => memberNamed(session, name))
  const threshold = Number(given.threshold ?? '')
  if (holders.length < 2 || !Number.isInteger(threshold)) throw new UsageError((say) => say['usage-recovery-arrange'])
  const would = { threshold, count: holders.length }
  if (given.apply) await arrangeRecovery(session, { holders: holders.map(({ signKey }) => signKey), threshold })
  answer(io, { arranged: given.apply, threshold, holders: holders.map(({ name }) => name) }, () => [
    given.apply ? io.say['recovery-arranged'](would) : io.say['recovery-would-arrange'](would), ...given.apply ? [] : [io.say['recovery-apply']],
  ])
  return DONE
}

function memberNamed(session: Session, name: string): { readonly signKey: string; readonly name: string } {
  const found = session.office().members.filter((member) => member.active && (member.name === name || member.signKey === name))
  const [only, ...others] = found
  if (only === undefined || others.length > 0) throw new UsageError((say) => say['usage-holder']({ name: visibleLine(name) }))
  return only
}

async function give({ session, given, io }: Asked): Promise<number> {
  const view = recoveryView(session)
  if (view === null) throw new Refusal('no-such-share')
  const [words] = given.fingerprint
  if (words !== undefined) await giveTeamsToRecovery(session, spelled(words))
  const teams = view.teams.filter((team) => team.mine && !team.given).map(({ team }) => team)
  answer(io, { given: words !== undefined, teams, fingerprint: words === undefined ? null : view.fingerprint }, () => (
    words === undefined ? [io.say['recovery-would-give']({ teams: teams.join(' ') }), io.say['recovery-compare']] : [io.say['recovery-given']({ teams: teams.join(' ') })]
  ))
  return DONE
}

async function rehearse({ session, given, io }: Asked): Promise<number> {
  const typed = await sharesIn(given)
  await drill(session, typed)
  const holders = holdersOf(session, typed).map(({ name }) => name)
  answer(io, { rehearsed: true, holders }, () => [io.say['recovery-drilled']])
  return DONE
}

/** Gives to those whose fingerprints were named, and to nobody whose were not. */
async function recover({ session, given, io }: Asked): Promise<number> {
  const opened = await openRecovery(session, await sharesIn(given))
  try {
    const wanted = new Set(given.fingerprint.map((words) => spelled(words).join(' ')))
    const confirmed = opened.waiting.filter(({ fingerprint }) => wanted.has(fingerprint.join(' ')))
    const met = new Set(confirmed.map(({ fingerprint }) => fingerprint.join(' ')))
    if (met.size < wanted.size) throw new Refusal('foreign-key')
    await opened.give(confirmed)
    const told = (people: typeof confirmed) => people.map(({ team, name, signKey }) => ({ team, name, signKey }))
    const waiting = opened.waiting.filter((each) => !confirmed.includes(each))
    answer(io, { teams: opened.teams, lost: opened.lost, given: told(confirmed), waiting: told(waiting) }, () => openedLines({ opened, confirmed, waiting }, io))
  } finally {
    opened.forget()
  }
  return DONE
}

async function sharesIn(given: Given<typeof OPTIONS>): Promise<readonly string[]> {
  if (given['share-file'].length === 0) throw new UsageError((say) => say['usage-missing']({ option: '--share-file F' }))
  return Promise.all(given['share-file'].map((file) => readSecretLine(file)))
}

function spelled(words: string): readonly string[] {
  return words.normalize('NFKC').trim().toLowerCase().split(/\s+/)
}
