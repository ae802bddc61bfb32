import { Refusal } from '#base/refusal.ts'
import type { Place } from '../actions/passkey-ceremony.ts'

/**
 * A page of another origin may not change anything here, neither with a member's cookie nor without. Browsers send `Origin` with
 * every such request and scripts cannot change it; a client that is no browser need not send it, but then it has no cookie either.
 *
 * @throws Refusal `foreign-origin`
 */
export function checkOrigin(request: Request): void {
  const { headers } = request
  const origin = headers.get('origin')
  if (origin === null) {
    if (headers.has('cookie')) throw new Refusal('foreign-origin')
    return
  }
  const host = headers.get('host') ?? new URL(request.url).host
  if (origin !== `http://${host}` && origin !== `https://${host}`) throw new Refusal('foreign-origin')
}

/** A passkey belongs to a host; an onion address is another host, and its passkeys are others. @throws Refusal `malformed` where no browser says on which page it is. */
export function placeOf({ headers }: Request): Place {
  const origin = headers.get('origin') ?? ''
  const url = URL.parse(origin)
  if (url === null || url.origin !== origin) throw new Refusal('malformed', { member: 'origin' })
  return { origin, rpId: url.hostname }
}
