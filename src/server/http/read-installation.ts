import { installation } from '#wire/messages.ts'
import { readInstallation as read, type ReadInstallationDeps } from '../actions/read-installation.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const readInstallation: Route<'anyone', ReadInstallationDeps> = {
  takes: {},
  gives: { status: 200, json: installation },
  refuses: [],
  handle: async (_call, deps) => json(200, await read(deps)),
}
