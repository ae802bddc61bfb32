import { LIMITS } from '#base/limits.ts'
import { putPromptFile as put, readPromptFile as read, type PutPromptFileDeps, type ReadPromptFileDeps } from '../actions/prompt-files.ts'
import { bytes, nothing } from './answer.ts'
import type { Route } from './route.ts'

export const readPromptFile: Route<'anyone', ReadPromptFileDeps> = {
  takes: {},
  gives: { status: 200, bytes: 'A recording, or a set of them' },
  refuses: ['no-such-office', 'no-such-file'],
  handle: async (call, deps) => bytes(await read(deps, call.id('office'), call.id('file'))),
}

export const putPromptFile: Route<'administrator', PutPromptFileDeps> = {
  takes: { bytes: 'A recording, or a set of them' },
  gives: { status: 204 },
  refuses: [],
  async handle(call, deps) {
    await put(deps, call.who, { file: call.id('file'), bytes: await call.bytes(LIMITS.spokenPromptBytesMax) })
    return nothing()
  },
}
