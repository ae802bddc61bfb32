/** What an administrator may let a member do. Reading reports comes from holding a team's key, never from a role alone. */
export const ROLES = ['administrator', 'intake', 'investigator', 'custodian', 'editor', 'auditor', 'expert'] as const
export type Role = (typeof ROLES)[number]

/** The roles whose holders write in reports, desks and cases. */
export const HANDLER_ROLES: ReadonlySet<Role> = new Set(['intake', 'investigator'])

export function isHandler(roles: readonly Role[]): boolean {
  return roles.some((role) => HANDLER_ROLES.has(role))
}

/** Somebody from outside who is asked about single exhibits, and has no other part in the office. */
export function isExpertRole(roles: readonly Role[]): boolean {
  return roles.includes('expert')
}
