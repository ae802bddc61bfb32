import type { AllegationOrder } from '#clients/member/case-deeds.ts'
import type { CaseOrder, Joining, SplitOrder } from '#clients/member/case-moves.ts'
import type { CaseLine, CaseView } from '#clients/member/cases.ts'
import type { CaseState, Disposition, Excuse } from '#domain/cases/bodies.ts'

/** What the desk can do about cases. Every deed throws Refusal and gives the case as it is then. */
export interface CaseDeeds {
  /** Newest first. */
  list(): Promise<readonly CaseLine[]>
  read(id: string): Promise<CaseView>
  begin(order: CaseOrder, joining?: Joining): Promise<CaseView>
  join(id: string, joining: Joining): Promise<CaseView>
  leave(id: string, report: string, reason: string): Promise<CaseView>
  note(id: string, text: string): Promise<CaseView>
  title(id: string, title: string): Promise<CaseView>
  plan(id: string, plan: string): Promise<CaseView>
  lead(id: string, signKey: string): Promise<CaseView>
  give(id: string, signKey: string): Promise<CaseView>
  leaveOut(id: string, signKey: string): Promise<CaseView>
  allege(id: string, order: AllegationOrder): Promise<CaseView>
  change(id: string, allegation: string, order: AllegationOrder): Promise<CaseView>
  dispose(id: string, allegation: string, order: { readonly disposition: Disposition; readonly reason: string }): Promise<CaseView>
  excuse(id: string, report: string, order: { readonly excuse: Excuse; readonly reason: string }): Promise<CaseView>
  move(id: string, order: { readonly state: CaseState; readonly reason: string }): Promise<CaseView>
  agree(id: string, deed: string): Promise<CaseView>
  object(id: string, deed: string, reason: string): Promise<CaseView>
  merge(from: string, into: string): Promise<CaseView>
  split(from: string, order: SplitOrder): Promise<CaseView>
}

type Through = <A extends readonly unknown[], T>(pick: (deeds: CaseDeeds) => (...given: A) => Promise<T>) => (...given: A) => Promise<T>

/** Every deed of these, each done the way that `through` says. */
export function caseDeedsThrough(through: Through): CaseDeeds {
  return {
    list: through(({ list }) => list), read: through(({ read }) => read), begin: through(({ begin }) => begin), join: through(({ join }) => join), leave: through(({ leave }) => leave),
    note: through(({ note }) => note), title: through(({ title }) => title), plan: through(({ plan }) => plan), lead: through(({ lead }) => lead), give: through(({ give }) => give),
    leaveOut: through(({ leaveOut }) => leaveOut), allege: through(({ allege }) => allege), change: through(({ change }) => change), dispose: through(({ dispose }) => dispose),
    excuse: through(({ excuse }) => excuse), move: through(({ move }) => move), agree: through(({ agree }) => agree), object: through(({ object }) => object), merge: through(({ merge }) => merge), split: through(({ split }) => split),
  }
}
