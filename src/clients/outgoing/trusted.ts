interface WorkerPolicy { createScriptURL(address: string): string }
interface TrustedTypes { createPolicy(name: string, rules: WorkerPolicy): WorkerPolicy }

/**
 * Where Trusted Types are required a worker's address has to come from a policy: this one lets one address through, once.
 * @throws TypeError the second time: then no worker starts
 */
export function trusted(address: string, policy: 'postern-worker' | 'postern-push' = 'postern-worker'): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes }
  return trustedTypes === undefined ? address : trustedTypes.createPolicy(policy, { createScriptURL: () => address }).createScriptURL(address)
}
