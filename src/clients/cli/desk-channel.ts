import { addPack, closeChannel, nameReaders, putChannel } from '#clients/member/channels.ts'
import { packRef } from '#domain/clocks/rule.ts'
import { DEFAULT_PACKS } from '#domain/docket.ts'
import type { Session } from '#clients/member/session.ts'
import { command, DONE, UsageError, type Given } from './command.ts'
import { APPLY, deedNamed, doOrTell, teamNamed, wanted } from './desk-office-deed.ts'
import { answer, type Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { memberNamed } from './member-named.ts'
import { readPack } from './pack-input.ts'
import { typed } from './text-input.ts'
import { visibleLine } from './visible.ts'

const OPTIONS = {
  ...MEMBER_OPTIONS, ...APPLY,
  'name-en': { type: 'text', value: 'T', help: 'option-channel-en' },
  'name-zh': { type: 'text', value: 'T', help: 'option-channel-zh' },
  team: { type: 'text', value: 'TEAM', help: 'option-channel-team' },
  pack: { type: 'text', value: 'PACK', many: true, help: 'option-channel-pack' },
  person: { type: 'text', value: 'NAME=EN/ZH', many: true, help: 'option-channel-person' },
} as const

interface Asked {
  readonly session: Session
  readonly given: Given<typeof OPTIONS>
  readonly io: Io
  readonly channel: string | undefined
}

const DEEDS: Readonly<Record<string, (asked: Asked) => Promise<number>>> = { list, put, close, people, pack }

/** postern desk channel: what reporters choose from, and which team it leads to. Needs an administrator's passphrase to change. */
export const deskChannel = command({
  name: 'desk channel',
  summary: 'summary-desk-channel',
  words: { shown: `${Object.keys(DEEDS).join('|')} [ID]`, min: 1, max: 2 },
  note: 'note-desk-channel',
  options: OPTIONS,
  async run(given, io, [word = '', channel]) {
    const deed = deedNamed(DEEDS, word)
    const { session } = await logInAsMember(given, io)
    return deed({ session, given, io, channel })
  },
})

async function list({ session, io }: Asked): Promise<number> {
  const channels = session.office().channels.map(({ channel, names, team, readers, packs }) => ({ channel, names, team, namesPeople: readers !== undefined, packs: packs ?? DEFAULT_PACKS }))
  answer(io, { channels }, () => channels.map(({ channel, names, team, packs }) => `${channel}  ${visibleLine(names.en)}  ${visibleLine(names.zh)}  → ${team}  ${packs.join(' ')}`))
  return DONE
}

async function put({ session, given, io, channel }: Asked): Promise<number> {
  const plan = {
    channel: wanted(channel, 'ID'), team: teamNamed(session, wanted(given.team, '--team TEAM')),
    names: { en: typed(wanted(given['name-en'], '--name-en T')), zh: typed(wanted(given['name-zh'], '--name-zh T')) },
    ...(given.pack.length === 0 ? {} : { packs: given.pack }),
  }
  const told = io.say['channel-put']({ channel: visibleLine(plan.channel), team: plan.team })
  return doOrTell(session, { told, json: plan, act: () => putChannel(session, plan) }, { io, apply: given.apply })
}

/** Adds rules that the office wrote itself. The word is a file. */
async function pack({ session, io, given, channel: file }: Asked): Promise<number> {
  const written = await readPack(wanted(file, 'FILE'))
  const ref = packRef(written)
  return doOrTell(session, { told: io.say['pack-add']({ pack: ref }), json: { pack: ref }, act: () => addPack(session, written) }, { io, apply: given.apply })
}

async function close({ session, given, io, channel }: Asked): Promise<number> {
  const id = wanted(channel, 'ID')
  return doOrTell(session, { told: io.say['channel-close']({ channel: visibleLine(id) }), json: { channel: id, closed: true }, act: () => closeChannel(session, id) }, { io, apply: given.apply })
}

async function people({ session, given, io, channel }: Asked): Promise<number> {
  const id = wanted(channel, 'ID')
  const named = given.person.map((text) => personIn(session, text))
  const told = io.say['channel-people']({ channel: visibleLine(id), names: named.map(({ names }) => visibleLine(names.en)).join(', ') })
  return doOrTell(session, { told, json: { channel: id, people: named }, act: () => nameReaders(session, id, named) }, { io, apply: given.apply })
}

/** `Lin Yue=Lin Yue/林岳`: the member, and the name as reporters read it in each language. @throws UsageError */
function personIn(session: Session, text: string): { readonly signKey: string; readonly names: { readonly en: string; readonly zh: string } } {
  const [, who, en, zh] = /^([^=]+)=([^/]+)\/(.+)$/.exec(typed(text)) ?? []
  if (who === undefined || en === undefined || zh === undefined) throw new UsageError((say) => say['usage-person']({ person: visibleLine(text) }))
  return { signKey: memberNamed(session, who).signKey, names: { en, zh } }
}
