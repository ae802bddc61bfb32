import { Refusal } from '#base/refusal.ts'
import type { Bodies } from './bodies.ts'
import { isExpertRole, type Role } from './roles.ts'

interface Membered {
  readonly members: ReadonlyMap<string, { readonly active: boolean; readonly roles: readonly Role[] }>
}

/** What of an event in the office log could bring an expert nearer to reports. */
type Nearing = {
  [K in 'member' | 'admission' | 'team' | 'handover' | 'recovery']: { readonly kind: K; readonly body: Bodies[K] }
}['member' | 'admission' | 'team' | 'handover' | 'recovery'] | { readonly kind: 'genesis' | 'settings' | 'retention' | 'template' | 'absence' | 'directory' | 'drill' | 'readers' }

export function isExpert({ members }: Membered, signKey: string): boolean {
  const member = members.get(signKey)
  return member !== undefined && member.active && isExpertRole(member.roles)
}

/**
 * [Note: Experts apart] An expert reads what an appraisal names, and nothing else of the office. So whoever is one has no other role, now or later,
 * was nothing else before, and holds no key by any other way: no team, no share of the recovery, no handing over. It is a rule of the office log,
 * and server and clients fold it alike.
 *
 * @throws Refusal `expert-apart`
 */
export function checkExpertsApart(office: Membered, event: Nearing): void {
  if (!staysApart(office, event)) throw new Refusal('expert-apart')
}

function staysApart({ members }: Membered, event: Nearing): boolean {
  const isOne = (signKey: string): boolean => isExpertRole(members.get(signKey)?.roles ?? [])
  switch (event.kind) {
    case 'member': {
      const { signKey, roles } = event.body
      return (!isExpertRole(roles) || roles.length === 1) && (!members.has(signKey) || isOne(signKey) === isExpertRole(roles))
    }
    case 'admission': return !event.body.admitted || !isOne(event.body.signKey)
    case 'team': return !event.body.members.some(isOne)
    case 'handover': return !isOne(event.body.to)
    case 'recovery': return !event.body.shares.some(({ holder }) => isOne(holder))
    default: return true
  }
}
