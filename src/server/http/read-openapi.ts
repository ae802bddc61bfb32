import * as v from 'valibot'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const readOpenapi: Route<'anyone', { readonly openapi: () => object }> = {
  takes: {},
  gives: { status: 200, json: v.looseObject({ openapi: v.string() }) },
  refuses: [],
  handle: async (_call, { openapi }) => json(200, openapi()),
}
