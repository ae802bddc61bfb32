import type { ChainLink } from '#clients/member/member.ts'
import type { Words } from '#words/desk/generated/words.ts'

/** `9f2c…a01d`: enough to compare by eye. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 4)}…${hash.slice(-4)}`
}

/** What an entry was, in a few words; a kind that this desk does not know is shown by its name. */
export function linkInWords(link: ChainLink, words: Words): string {
  switch (link.kind) {
    case 'report': return words['kind-report']
    case 'message': return link.author === null ? words['kind-message-reporter'] : words['kind-message-office']
    case 'state': return words['kind-state']
    case 'urgency': return words['kind-urgency']
    case 'opened': return words['kind-opened']
    case 'note': return words['kind-note']
    case 'title': return words['kind-title']
    case 'triage': return words['kind-triage']
    case 'recusal': return words['kind-recusal']
    case 'conflict': return words['kind-conflict']
    case 'conflict-ended': return words['kind-conflict-ended']
    case 'exhibit': return words['kind-exhibit']
    case 'custody': return words['kind-custody']
    case 'rekey': return words['kind-rekey']
    case 'grant': return words['kind-grant']
    case 'retaliation': return words['kind-retaliation']
    case 'retaliation-closed': return words['kind-retaliation-closed']
    case 'objection': return words['kind-objection']
    case 'objection-answered': return words['kind-objection-answered']
    case 'withdrawal': return words['kind-withdrawal']
    case 'identity-notice': return words['kind-identity-notice']
    case 'erased': return words['kind-erased']
    case 'unreadable': return words['kind-unreadable']
    default: return link.kind
  }
}
