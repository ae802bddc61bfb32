// Loaded before a process of ours begins (CHEAP_TOO in cheap-passphrases.ts).
import { makePassphrasesCheap } from './cheap-passphrases.ts'

makePassphrasesCheap()
