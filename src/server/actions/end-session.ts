import type { Writer } from '../store/store.ts'
import type { Caller } from './caller.ts'

export interface EndSessionDeps {
  readonly write: Pick<Writer, 'endSession'>
}

export async function endSession({ write }: EndSessionDeps, { tokenHash }: Caller): Promise<void> {
  await write.endSession(tokenHash)
}
