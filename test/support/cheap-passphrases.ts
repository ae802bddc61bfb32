import { registerHooks } from 'node:module'

const CLIENT = import.meta.resolve('#sealing/plain/passphrase.ts')
const CHEAP = import.meta.resolve('./_cheap-opaque.ts')

let isCheap = false

/**
 * Makes passphrases cheap from here on in this process, for tests of what members do after they have logged in: an Argon2id at its full
 * cost takes a quarter of a second, and an office of five takes ten. Whoever registers or logs in in another process pays the whole (unless it is
 * started with CHEAP_TOO), and the two do not understand each other. What a passphrase costs is held by sealing/plain/passphrase.test.ts.
 */
export function makePassphrasesCheap(): void {
  if (isCheap) return
  isCheap = true
  registerHooks({
    resolve: (specifier, context, next) => next(specifier === '@serenity-kit/opaque' && context.parentURL === CLIENT ? CHEAP : specifier, context),
  })
}

/**
 * The environment of a process of ours whose passphrases are cheap as well, and which seals with the runtime's hybrid (native-hybrid.ts): our
 * commands have no option for that, and never shall.
 */
export const CHEAP_TOO: Readonly<Record<string, string>> = { NODE_OPTIONS: `--import=${import.meta.resolve('./_cheap-process.ts')}` }
/** The environment of one that only seals so. */
export const SEALING_NATIVELY: Readonly<Record<string, string>> = { NODE_OPTIONS: `--import=${import.meta.resolve('./native-hybrid.ts')}` }
