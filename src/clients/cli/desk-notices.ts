import { proveByPassphrase } from '#clients/member/access.ts'
import { chooseNotices, endNotices, isMailAddress, namePaged, readNotices, readPaged, testNotices } from '#clients/member/notices.ts'
import type { Session } from '#clients/member/session.ts'
import { LANGUAGES } from '#domain/bodies.ts'
import { NOTICE_REASONS, type NoticeChoice, type QuietHours } from '#domain/notices.ts'
import { command, DONE, UsageError } from './command.ts'
import { answer, type Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { keysNamed } from './member-named.ts'
import { readSecretLine } from './text-input.ts'
import { visibleLine } from './visible.ts'

type NoticeView = Awaited<ReturnType<typeof readNotices>>

/** postern desk notices: what the member is told outside the desk, and where; for administrators also whom urgent reports page. Needs the member's passphrase. */
export const deskNotices = command({
  name: 'desk notices',
  summary: 'summary-desk-notices',
  note: 'note-desk-notices',
  options: {
    ...MEMBER_OPTIONS,
    'address': { type: 'text', value: 'ADDRESS', help: 'option-notices-address' },
    'of': { type: 'text', value: NOTICE_REASONS.join('|'), many: true, help: 'option-notices-of' },
    'in': { type: 'text', value: LANGUAGES.join('|'), help: 'option-notices-in' },
    'quiet': { type: 'text', value: 'HOUR-HOUR', help: 'option-notices-quiet' },
    'test': { type: 'flag', help: 'option-notices-test' },
    'off': { type: 'flag', help: 'option-notices-off' },
    'paged': { type: 'text', value: 'NAME', many: true, help: 'option-notices-paged' },
    'paged-all': { type: 'flag', help: 'option-notices-paged-all' },
  },
  async run(given, io) {
    const choice = choiceOf({ address: given.address, of: given.of, in: given.in, quiet: given.quiet }, io)
    if ((choice !== null && given.off) || (given.paged.length > 0 && given['paged-all'])) throw new UsageError((say) => say['usage-notices'])
    const { session } = await logInAsMember(given, io)
    if (choice !== null || given.off) {
      await proveByPassphrase(session, await readSecretLine(given['passphrase-file']))
      await (choice === null ? endNotices(session) : chooseNotices(session, choice))
    }
    if (given.paged.length > 0 || given['paged-all']) await namePaged(session, keysNamed(session, given.paged))
    if (given.test) await testNotices(session)
    const view = await readNotices(session)
    const paged = await readPaged(session)
    // Of browsers that are told the desk alone has something to say: they are switched on there.
    const { push: _, ...told } = view
    answer(io, { ...told, paged }, () => [...linesOf(view, io), pagedLine(session, paged, io), ...(given.test ? [io.say['notices-tested']] : [])])
    return DONE
  },
})

interface Chosen {
  readonly address: string | undefined
  readonly of: readonly string[]
  readonly in: string | undefined
  readonly quiet: string | undefined
}

/** A choice is made whole: what is not said is not kept from the one before. @throws UsageError */
function choiceOf({ address, of: reasons, in: language, quiet }: Chosen, io: Io): NoticeChoice | null {
  if (address === undefined) {
    if (reasons.length > 0 || language !== undefined || quiet !== undefined) throw new UsageError((say) => say['usage-notices'])
    return null
  }
  const known = NOTICE_REASONS.filter((each) => reasons.includes(each))
  const spoken = LANGUAGES.find((each) => each === (language ?? io.language))
  if (!isMailAddress(address) || known.length === 0 || known.length !== new Set(reasons).size || spoken === undefined) throw new UsageError((say) => say['usage-notices'])
  return { address, language: spoken, reasons: known, quiet: quiet === undefined ? null : hoursOf(quiet) }
}

/** @throws UsageError */
function hoursOf(text: string): QuietHours {
  const match = /^(\d{1,2})-(\d{1,2})$/.exec(text)
  const [from, to] = [Number(match?.[1] ?? 24), Number(match?.[2] ?? 24)]
  if (from > 23 || to > 23 || from === to) throw new UsageError((say) => say['usage-notices'])
  return { from, to }
}

function linesOf({ available, choice, refused, givenUp }: NoticeView, io: Io): string[] {
  const quiet = choice?.quiet ?? null
  return [
    ...(available ? [] : [io.say['notices-off']]),
    ...(refused === null ? [] : [io.say['notices-refused']({ code: visibleLine(refused) })]),
    ...(givenUp === 0 ? [] : [io.say['notices-given-up']({ count: givenUp })]),
    choice === null ? io.say['notices-none'] : io.say['notices-chosen']({ address: visibleLine(choice.address), language: choice.language, reasons: choice.reasons.join(', ') }),
    ...(quiet === null ? [] : [io.say['notices-quiet'](quiet)]),
  ]
}

function pagedLine(session: Session, paged: readonly string[], io: Io): string {
  const names = session.office().members.filter(({ signKey }) => paged.includes(signKey)).map(({ name }) => visibleLine(name))
  return paged.length === 0 ? io.say['notices-paged-all'] : io.say['notices-paged']({ names: names.join(', ') })
}
