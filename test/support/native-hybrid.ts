// Loaded before a test begins (tools/test/run-files.ts), but not before one of the sealed formats: what age seals and opens with is then
// done by the runtime's OpenSSL, which takes a thirtieth of the time of the library's JavaScript. An office of five opens some hundred wraps
// before it is one. What we ship is the library: the tests of sealing/ and spec/, processes of ours, and every page run on it, and
// native-hybrid.test.ts holds the two to each other.
import { registerHooks } from 'node:module'

const LIBRARY = '@noble/post-quantum/hybrid.js'
const NATIVE = import.meta.resolve('./_native-hybrid.ts')

registerHooks({
  resolve: (specifier, context, next) => next(specifier === LIBRARY && context.parentURL !== NATIVE ? NATIVE : specifier, context),
})
