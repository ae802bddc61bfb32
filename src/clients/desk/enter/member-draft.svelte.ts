import type { NewMember } from '#clients/member/member.ts'
import type { Preparation } from '#clients/desk/deeds.ts'

/** The steps of becoming a member, in order. The one-time code comes last: it is good for half a minute. */
export const MEMBER_STEPS = ['name', 'passphrase', 'passphrase-again', 'recovery', 'recovery-check', 'code'] as const
export type MemberStep = (typeof MEMBER_STEPS)[number]

const CHECKED_WORDS = 2

/** Everything a new member typed or was given. It outlives every step and every refusal; nothing of it is written down. */
export class MemberDraft {
  name = $state('')
  source = $state<'suggested' | 'own'>('suggested')
  suggested = $state('')
  own = $state('')
  repeated = $state('')
  recoveryWords = $state<Record<number, string>>({})
  oneTimeCode = $state('')
  readonly recoveryCode: string
  readonly totpSecret: Uint8Array
  /** Positions, from 0, of the recovery words that are asked for. */
  readonly asked: readonly number[]
  readonly prepare: Preparation

  constructor(prepare: Preparation) {
    this.prepare = prepare
    this.suggested = prepare.suggestPassphrase()
    this.recoveryCode = prepare.newRecoveryCode()
    this.totpSecret = prepare.newTotpSecret()
    this.asked = somePositions(this.recoveryCode.split(' ').length)
  }

  get passphrase(): string {
    return this.source === 'suggested' ? this.suggested : this.own
  }

  get isRepeated(): boolean {
    return plain(this.repeated) === plain(this.passphrase)
  }

  /** Positions whose word was not typed as it was shown. */
  get wrongWords(): readonly number[] {
    const words = this.recoveryCode.split(' ')
    return this.asked.filter((position) => plain(this.recoveryWords[position] ?? '').toLowerCase() !== words[position])
  }

  suggestAnother(): void {
    this.suggested = this.prepare.suggestPassphrase()
    this.repeated = ''
  }

  /** The code without the spaces that people and apps put into it. */
  get code(): string {
    return this.oneTimeCode.normalize('NFKC').replace(/\s/gu, '')
  }

  get member(): NewMember {
    const { name, passphrase, totpSecret, recoveryCode } = this
    return { name: name.trim(), passphrase, totpSecret, oneTimeCode: this.code, recoveryCode }
  }
}

function plain(text: string): string {
  return text.normalize('NFKC').trim()
}

function somePositions(length: number): readonly number[] {
  const positions = new Set<number>()
  while (positions.size < CHECKED_WORDS) positions.add((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % length)
  return [...positions].sort((a, b) => a - b)
}
