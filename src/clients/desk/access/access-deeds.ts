import type { AccessView } from '#clients/member/access.ts'

/** What a member can do about what opens the own account. Those that change it want a proof first. Every deed throws Refusal. */
export interface AccessDeeds {
  list(): Promise<AccessView>
  /** The passphrase or a passkey once more: good for five minutes of changes. */
  prove(by: { readonly passphrase: string } | 'passkey'): Promise<void>
  addPasskey(label: string): Promise<void>
  removePasskey(passkey: string): Promise<void>
  endSession(session: string): Promise<void>
  /** @returns how many ended. */
  endOthers(): Promise<number>
  changePassphrase(passphrase: string): Promise<void>
  changeRecoveryCode(code: string): Promise<void>
  changeAuthenticator(authenticator: { readonly totpSecret: Uint8Array; readonly oneTimeCode: string }): Promise<void>
}
