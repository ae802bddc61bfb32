import { health } from '#wire/messages.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const readHealth: Route<'anyone', { readonly version: string }> = {
  takes: {},
  gives: { status: 200, json: health },
  refuses: [],
  handle: async (_call, { version }) => json(200, { ready: true, version }),
}
