import type { Bytes } from '#base/bytes.ts'

export type SecretKind = 'log-key' | 'team-identity' | 'member-identity' | 'member-secret' | 'reporter-identity' | 'sign-seed' | 'recovery' | 'export-identity'
  | 'passkey' | 'office-recovery' | 'recovery-identity' | 'recovery-share' | 'file-key' | 'upload'

/**
 * Key material in a box: it cannot be logged, stored or serialised by accident.
 * [Note: Boxes] Ciphertext is a value, plaintext and secret keys are boxes; a brand alone would let plaintext pass wherever bytes do.
 */
export class Secret<K extends SecretKind> {
  readonly kind: K
  #bytes: Bytes

  constructor(kind: K, bytes: Bytes) {
    this.kind = kind
    this.#bytes = bytes
  }

  /** The one way out. Called only in sealing and clients; tidy checks. @throws Error once forgotten. */
  reveal(): Bytes {
    if (this.#bytes.length === 0) throw new Error(`this ${this.kind} was forgotten`)
    return this.#bytes
  }

  /** Overwrites the key. A copy that JavaScript made elsewhere is out of reach; this one is not left lying. */
  forget(): void {
    this.#bytes.fill(0)
    this.#bytes = new Uint8Array(0)
  }

  toJSON(): never {
    throw new Error(`a ${this.kind} must not be serialised`)
  }

  toString(): string {
    return `[${this.kind}]`
  }
}
