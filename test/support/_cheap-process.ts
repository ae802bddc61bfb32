// Loaded before a process of ours begins (CHEAP_TOO in cheap-passphrases.ts), for what a test has made and does not look at.
import { makePassphrasesCheap } from './cheap-passphrases.ts'
import './native-hybrid.ts'

makePassphrasesCheap()
