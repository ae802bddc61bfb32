import type { Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import type { AppraisalView } from '#clients/member/appraisals.ts'
import type { MemberView } from '#clients/member/member.ts'
import { foldAppraisal, mayFollow, readAppraisal, type AppraisalEntry } from '#domain/appraisal.ts'
import type { Bodies } from '#domain/bodies.ts'
import type { EntryKind } from '#domain/kinds.ts'
import { isExpertRole } from '#domain/roles.ts'
import { fixtureHash } from './fixture-report.ts'

export type Said = { [K in Exclude<AppraisalEntry['kind'], 'unreadable'>]: { readonly kind: K; readonly body: Bodies[K] } }[Exclude<AppraisalEntry['kind'], 'unreadable'>]

const OF_EXPERTS: readonly EntryKind[] = ['appraisal-accepted', 'appraisal-declined', 'opinion', 'appraisal-word']
const OF_OFFICE: readonly EntryKind[] = ['appraisal-word', 'appraisal-review', 'appraisal-closed']

/** One appraisal of the fixture: the same entries and folds as the real one, without any key. */
export class FixtureAppraisal {
  readonly id: string
  readonly report: string
  readonly entries: AppraisalEntry[] = []
  /** The server shows of it what was never signed. */
  isBroken = false
  readonly #today: () => Day

  constructor(id: string, { report, today }: { readonly report: string; readonly today: () => Day }) {
    this.id = id
    this.report = report
    this.#today = today
  }

  /** @throws Refusal `transition-not-allowed` where it may not follow */
  write(author: string, said: Said, day: Day = this.#today()): void {
    const entry = { ...said, author, day, hash: fixtureHash(`${this.id}/${this.entries.length}`) } as AppraisalEntry
    foldAppraisal([...this.entries, entry].map(stepOf))
    this.entries.push(entry)
  }

  viewFor(me: MemberView): AppraisalView {
    if (this.isBroken) throw new Refusal('bad-chain')
    const part = isExpertRole(me.roles) ? 'expert' : 'office'
    const steps = this.entries.map(stepOf)
    const appraisal = foldAppraisal(steps)
    const asked = this.entries[0]?.kind === 'appraisal' ? readAppraisal(this.entries) : null
    const mine = part === 'expert' ? OF_EXPERTS : OF_OFFICE
    return { ...appraisal, id: this.id, report: this.report, part, asked, steps, next: mine.filter((kind) => mayFollow(appraisal, kind)) }
  }

  get expert(): string {
    const [first] = this.entries
    return first?.kind === 'appraisal' ? first.body.expert : ''
  }
}

function stepOf(entry: AppraisalEntry) {
  return { kind: entry.kind === 'unreadable' ? entry.claimed : entry.kind, author: entry.author, day: entry.day, hash: entry.hash }
}
