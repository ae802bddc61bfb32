import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { randomBytes, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'

/** Secrets and fingerprints as words of the BIP-39 English list (2,048 words, told apart by their first four letters). */
const BITS_PER_WORD = 11

/** `count` words for the first bits of a hash, to be compared by eye or voice: six words are 66 bits. */
export function fingerprintWords(hash: Uint8Array, count = 6): string[] {
  const words: string[] = []
  let held = 0
  let bits = 0
  for (const byte of hash) {
    held = ((held << 8) | byte) & 0xfffff
    bits += 8
    if (bits >= BITS_PER_WORD && words.length < count) {
      bits -= BITS_PER_WORD
      words.push(wordlist[(held >> bits) & 0x7ff] ?? '')
    }
  }
  return words
}

/** Six random words: 66 bits, behind an Argon2id for each guess. */
export function randomWords(count = 6): string[] {
  return fingerprintWords(randomBytes(Math.ceil((count * BITS_PER_WORD) / 8)), count)
}

/** A recovery code: 128 random bits and a check, as twelve words. */
export function newRecoveryCode(): string {
  return entropyToMnemonic(randomBytes(16), wordlist)
}

/** @throws Refusal `recovery-mistyped` if a word is unknown or the check does not hold. */
export function recoveryEntropy(code: string): Bytes {
  try {
    return new Uint8Array(mnemonicToEntropy(code.normalize('NFKC').trim().toLowerCase().replace(/\s+/gu, ' '), wordlist))
  } catch {
    throw new Refusal('recovery-mistyped')
  }
}
