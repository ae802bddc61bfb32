import type { Words } from '#words/desk/generated/words.ts'
import type { MemberStep } from './member-draft.svelte.ts'

const STAGE_OF: Readonly<Record<MemberStep, number>> = {
  'name': 0, 'passphrase': 1, 'passphrase-again': 1, 'recovery': 2, 'recovery-check': 2, 'code': 3,
}

/** The stages that a new member passes, as the wall names them. */
export function memberStages(words: Words): readonly string[] {
  return [words['stage-name'], words['stage-passphrase'], words['stage-recovery'], words['stage-code']]
}

export function memberStage(step: MemberStep): number {
  return STAGE_OF[step]
}
