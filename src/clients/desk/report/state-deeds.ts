import type { OfficeState } from '#domain/docket.ts'
import type { IconName } from '#clients/desk/ui/icons.ts'

/** One key for each decision, shown beside it. J and K walk the list, R, I, P, T, X, Q and ? have deeds of their own. */
export const STATE_KEYS: Readonly<Record<OfficeState, string>> = {
  'received': 'E', 'acknowledged': 'C', 'assessed': 'S', 'accepted': 'A', 'not-accepted': 'N', 'outside-remit': 'O', 'referred': 'F', 'concluded': 'D',
}

export const STATE_ICONS: Readonly<Record<OfficeState, IconName>> = {
  'received': 'sealed', 'acknowledged': 'opened', 'assessed': 'scale', 'accepted': 'ok', 'not-accepted': 'no', 'outside-remit': 'out',
  'referred': 'refer', 'concluded': 'bulletin',
}
