import type { Place } from '#clients/desk/place.ts'
import type { IconName } from '#clients/desk/ui/icons.ts'
import type { Words } from '#words/desk/generated/words.ts'
import { isExpertRole, isHandler, type Role } from '#domain/roles.ts'

/** What stands as a number beside a way; null where it is not known, or nobody's here. */
export interface WayCounts {
  readonly total: number | null
  /** Requests for an identity that wait; null for whoever has no part in any. */
  readonly identities: number | null
  /** Appraisals that wait; null where there are none to look at. */
  readonly asked: number | null
}

/** One page of the desk, as the wall at the side and the list of everything name it. */
export interface Way {
  readonly place: Place
  readonly icon: IconName
  readonly label: string
  /** Null where a zero says nothing. */
  readonly count: number | null
  /** Pages that lie behind it. */
  readonly behind?: Place['page']
  readonly key?: string
  /** Of the office as a whole, below the line. */
  readonly isOffice?: boolean
}

/** What a member of the office has, or the pages of an expert and nothing else. */
export function waysOf(roles: readonly Role[], { total, identities, asked }: WayCounts, words: Words): readonly Way[] {
  const access: Way = { place: { page: 'access' }, icon: 'key', label: words['access'], count: null }
  if (isExpertRole(roles)) return [{ place: { page: 'appraisals' }, icon: 'scale', label: words['appraisals-mine'], count: shown(asked), behind: 'appraisal' }, access]
  const isAdministrator = roles.includes('administrator')
  return [
    { place: { page: 'queue', state: null }, icon: 'queue', label: words['queue'], count: total, behind: 'report' },
    ...when<Way>(isHandler(roles), { place: { page: 'enter' }, icon: 'bulletin', label: words['entry-title'], count: null, key: 'E' }),
    ...when<Way>(isHandler(roles), { place: { page: 'call' }, icon: 'phone', label: words['call-title'], count: null, key: 'Z' }),
    ...when<Way>(isHandler(roles), { place: { page: 'cases' }, icon: 'case', label: words['cases'], count: null, behind: 'case' }),
    { place: { page: 'clocks' }, icon: 'clock', label: words['clocks'], count: null },
    ...when<Way>(isHandler(roles) || isAdministrator, { place: { page: 'retention' }, icon: 'out', label: words['retention'], count: null }),
    ...when<Way>(isHandler(roles) || isAdministrator, { place: { page: 'templates' }, icon: 'reply', label: words['templates'], count: null }),
    ...when<Way>(isHandler(roles) || isAdministrator, { place: { page: 'away' }, icon: 'calendar', label: words['away'], count: null }),
    ...when<Way>(identities !== null, { place: { page: 'identities' }, icon: 'opened', label: words['identities'], count: shown(identities) }),
    ...when<Way>(asked !== null, { place: { page: 'appraisals' }, icon: 'exhibit', label: words['appraisals'], count: shown(asked), behind: 'appraisal' }),
    ...when<Way>(isAdministrator, { place: { page: 'office' }, icon: 'ok', label: words['guide-title'], count: null, isOffice: true }),
    { place: { page: 'members' }, icon: 'people', label: words['members'], count: null, isOffice: true },
    { place: { page: 'teams' }, icon: 'refer', label: words['teams-title'], count: null, isOffice: true },
    ...when<Way>(isAdministrator, { place: { page: 'lines' }, icon: 'phone', label: words['lines-title'], count: null, isOffice: true }),
    { place: { page: 'recovery' }, icon: 'recovery', label: words['shares-title'], count: null, isOffice: true },
    ...when<Way>(roles.includes('auditor'), { place: { page: 'audit' }, icon: 'scale', label: words['audit-title'], count: null, isOffice: true }),
    { place: { page: 'notices' }, icon: 'notice', label: words['notices'], count: null, isOffice: true },
    { ...access, isOffice: true },
  ]
}

function shown(count: number | null): number | null {
  return count === 0 ? null : count
}

function when<T>(isSo: boolean, ...those: readonly T[]): readonly T[] {
  return isSo ? those : []
}
