import { randomBytes } from '#base/bytes.ts'
import { enrol } from '#clients/member/enrol.ts'
import { confirmMember, inviteMember } from '#clients/member/invite.ts'
import { shareKeys } from '#clients/member/keyrings.ts'
import { fetchLog } from '#clients/member/office-log.ts'
import { listQueue } from '#clients/member/queue.ts'
import { leaveOut, openReportAsHandler } from '#clients/member/report.ts'
import { Session } from '#clients/member/session.ts'
import { setUpOffice } from '#clients/member/set-up.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import { httpApi, type Api } from '#clients/transport/api.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import { person, quickReporter } from '#test/support/client.ts'
import { newWorld, ORIGIN, type World } from '#test/support/world.ts'
import { appendAll, asDeed } from './append-store.ts'
import { median, timed, type Bench, type Figure, type Scale } from './bench.ts'
import { sealedReports } from './sealed-reports.ts'

const OPENED = 20

/** What the people of an office wait for, on their own devices: lists, opening, new keys, somebody new. Server and store in this process, no network. */
export const office: Bench = {
  name: 'office',
  async run(scale) {
    const endings: (() => Promise<void>)[] = []
    const world = await newWorld({ after: (end) => { endings.push(end) } })
    Object.defineProperty(world, 'nowMs', { get: Date.now })
    try {
      const api = httpApi(ORIGIN, (input, init) => world.server.fetch(new Request(input, init)))
      const session = await setUpOffice(api, { token: world.setupToken, names: { en: 'Bench', zh: '测量' }, timeZone: 'UTC', member: person('Lin Yue') })
      const first = await join(api, session, 'Zhou Qi')
      const listed = scale.short ? 20 : 1000
      scale.tell(`office: filing ${listed} reports`)
      const trusted = await loadOffice(api, session.id)
      for (let at = 0; at < listed; at++) await file(api, trusted)
      return [
        ...await lists(session, listed), ...await openings(session, first.signKey, scale.short ? 2 : OPENED),
        ...await newcomers({ world, api, session, trusted }, listed, scale),
      ]
    } finally {
      for (const end of endings.toReversed()) await end()
    }
  },
}

async function file(api: Api, trusted: TrustedOffice): Promise<void> {
  const draft = { channel: trusted.channels[0]?.channel ?? '', answers: { what: 'The lot was sampled after it had been shipped.', danger: 'no' }, language: 'en', provenance: 'in-browser' } as const
  await fileReport(api, trusted, { draft, keys: await quickReporter() })
}

/** Somebody new, confirmed by a reader, who gives the key. @returns how many wraps that took, and how long */
async function join(api: Api, session: Session, name: string): Promise<{ readonly wraps: number; readonly ms: number; readonly signKey: string }> {
  const { link, view } = await inviteMember(session, { roles: ['intake'], teams: ['intake'] })
  await enrol(api, link.split('#invite=')[1] ?? '', person(name))
  const ms = await timed(() => confirmMember(session, view.invitation))
  const { entries } = await fetchLog(session.api, session.id)
  const given = entries.map(({ header }) => parseHeader(header)).findLast(({ kind }) => kind === 'team')
  return { wraps: given?.wraps?.length ?? 0, ms, signKey: session.office().members.at(-1)?.signKey ?? '' }
}

function device(session: Session): Promise<Session> {
  return Session.open(session.api, session.unlocked().secrets)
}

async function lists(session: Session, count: number): Promise<readonly Figure[]> {
  const name = `list of ${count.toLocaleString('en')}`
  const writer = await device(session)
  const rows = await timed(() => listAll(writer))
  const shared = await timed(() => shareKeys(writer))
  const reader = await device(session)
  const pages = await timed(() => listAll(reader))
  return [
    { name: `${name}: new device, no page yet`, value: rows, unit: 'ms' },
    { name: `${name}: pages written behind it`, value: shared, unit: 'ms' },
    { name: `${name}: new device, out of pages`, value: pages, unit: 'ms' },
    { name: `${name}: the same device again`, value: await timed(() => listAll(reader)), unit: 'ms' },
  ]
}

async function listAll(session: Session): Promise<void> {
  for (let after: string | null = ''; after !== null;) {
    const view = await listQueue(session, { limit: 200, ...(after === '' ? {} : { after }) })
    if (view.lines.some(({ title }) => title === null)) throw new Error('a line did not open')
    after = view.next
  }
}

async function openings(session: Session, out: string, count: number): Promise<readonly Figure[]> {
  const { lines } = await listQueue(session, { limit: count })
  const each = async (work: (id: string) => Promise<unknown>): Promise<number> => {
    const times: number[] = []
    for (const { id } of lines) times.push(await timed(() => work(id)))
    return median(times)
  }
  const first = await each((id) => openReportAsHandler(session, id))
  const again = await each((id) => openReportAsHandler(session, id))
  const other = await device(session)
  return [
    { name: 'a report: first opening, its desk begun', value: first, unit: 'ms' },
    { name: 'a report: opened again', value: again, unit: 'ms' },
    { name: 'a report: opened on another device', value: await each((id) => openReportAsHandler(other, id)), unit: 'ms' },
    { name: 'a report: somebody left out, two new keys', value: await each((id) => leaveOut(session, id, `member:${out}`)), unit: 'ms' },
  ]
}

interface Scene {
  readonly world: World
  readonly api: Api
  readonly session: Session
  readonly trusted: TrustedOffice
}

/** The same deed in an office with few reports and with many: what it takes must not follow them. */
async function newcomers({ world, api, session, trusted }: Scene, few: number, scale: Scale): Promise<readonly Figure[]> {
  const before = await join(api, session, `Nobody ${randomBytes(4).join('')}`)
  const many = scale.short ? 200 : 100_000
  scale.tell(`office: filling the store with ${many} reports`)
  for (let filled = 0; filled < many; filled += PART) await appendAll(world.store, (await sealedReports(trusted, Math.min(PART, many - filled))).map(asDeed))
  const after = await join(api, session, `Somebody ${randomBytes(4).join('')}`)
  const row = (reports: number, { wraps, ms }: { readonly wraps: number; readonly ms: number }): readonly Figure[] => [
    { name: `a new reader of ${reports.toLocaleString('en')} reports: wraps`, value: wraps, unit: 'x' },
    { name: `a new reader of ${reports.toLocaleString('en')} reports`, value: ms, unit: 'ms' },
  ]
  return [...row(few, before), ...row(few + many, after)]
}

/** Reports that stand in memory at once. */
const PART = 10_000
