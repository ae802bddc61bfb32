/**
 * [Note: Two ways into a conflict] A member declares one of their own, or a colleague finds that the report names them. What is declared ends by any colleague's
 * grant of the desk log to that member by name. What is found ends by the word of somebody who is neither that member nor one of those who found it,
 * and by nothing else: no grant goes past it. All of it stands in clear headers, so that the server and every device tell the same.
 */

/** An entry of a desk log, as far as conflicts of interest hang on it. */
export interface ConflictStep {
  readonly kind: string
  readonly author: string
  /** Of a finding and its end: the member's signing key. */
  readonly about?: string | undefined
  /** Of a grant: signing keys of members who are given the key alone. */
  readonly given: readonly string[]
}

export interface Conflict {
  readonly isDeclared: boolean
  /** Signing keys of those who found it, the first one first; empty where nobody did. */
  readonly found: readonly string[]
}

/** Of whoever is not kept out. */
export const NO_CONFLICT: Conflict = { isDeclared: false, found: [] }

/** Kinds that a conflict of interest hangs on. */
export const CONFLICT_KINDS: ReadonlySet<string> = new Set(['recusal', 'conflict', 'conflict-ended', 'grant'])

/** Whoever is kept out of a report, and how, in the order in which it began. */
export function conflictsIn(steps: readonly ConflictStep[]): ReadonlyMap<string, Conflict> {
  const all = new Map<string, Conflict>()
  const put = (signKey: string, { isDeclared, found }: Conflict): void => {
    if (isDeclared || found.length > 0) all.set(signKey, { isDeclared, found })
    else all.delete(signKey)
  }
  for (const { kind, author, about = '', given } of steps) {
    const [own, theirs] = [all.get(author) ?? NO_CONFLICT, all.get(about) ?? NO_CONFLICT]
    if (kind === 'recusal') put(author, { ...own, isDeclared: true })
    // Of themselves nobody finds anything: that is a declaration.
    if (kind === 'conflict' && about !== author) put(about, { ...theirs, found: [...new Set([...theirs.found, author])] })
    if (kind === 'conflict-ended' && mayEnd(theirs, { author, about })) put(about, { ...theirs, found: [] })
    if (kind === 'grant') for (const signKey of given) if (signKey !== author && all.get(signKey)?.found.length === 0) all.delete(signKey)
  }
  return all
}

/** Whether this author may take back what was found of a member. */
export function mayEnd({ found }: Conflict, { author, about }: { readonly author: string; readonly about: string }): boolean {
  return found.length > 0 && author !== about && !found.includes(author)
}
