import type { Plugin } from 'vite'
import { belongsTo, ENTRY_KINDS, isEntryKind, type EntryKind } from '#domain/kinds.ts'

/** Text of a module that the page can do without, and what stands in its place. */
interface Cut { readonly module: string; readonly from: string | RegExp; readonly to: string; readonly times: number }

const REFUSED = "throw new Error('left out of the reporter’s page')"

/** Kinds of entries that neither a report's log nor an office's has: a reporter reads no other log. */
const OTHERS_KINDS = Object.keys(ENTRY_KINDS).filter(isEntryKind).filter((kind) => !belongsTo(kind, 'report') && !belongsTo(kind, 'office'))

/**
 * [Note: Left out] A reporter's page seals to hybrid recipients and opens what was sealed to its own hybrid key; passphrases,
 * hardware tags and plain X25519 never come here. Without them the P-256 curve and scrypt fall away: 29 KB on the wire, not 39.
 * A cut that no longer fits its module fails the build, so that an update of a library is looked at and not guessed at.
 */
const CUTS: readonly Cut[] = [
  ...['TagRecipient', 'HybridTagRecipient', 'X25519Recipient'].map((kind) => cut(`this.recipients.push(new ${kind}(s))`)),
  cut('recipients = [new ScryptRecipient(this.passphrase, this.scryptWorkFactor)]'),
  cut('this.identities.push(new ScryptIdentity(s))'),
  { ...cut('this.identities.push(new X25519Identity(s))'), times: 2 },
  // Members' routes are called by no reporter; and who may call one, and what for, the server decides and the API's description says.
  { module: 'src/wire/routes.ts', from: /  '[^']+': \{ method: '[^']+', path: '[^']+', access: '(?:setup|invitee|member|administrator|auditor)', .*\n/g, to: '', times: 0 },
  { module: 'src/wire/routes.ts', from: /  '[^']+': \{ method: '[^']+', path: '\/api\/(?:sessions|recovery|health|openapi)\b.*\n/g, to: '', times: 0 },
  // Nor those by which a telephone line speaks and is spoken of.
  { module: 'src/wire/routes.ts', from: /  '[^']+': \{ method: '[^']+', path: '[^']+\/(?:prompts\/|line').*\n/g, to: '', times: 0 },
  { module: 'src/wire/routes.ts', from: /, access: '[^']*', summary: '[^']*'/g, to: '', times: 0 },
  // What handlers and experts write among themselves, and the server in its own log.
  ...OTHERS_KINDS.map(withoutBody),
  // To a reporter's page they are unknown kinds, and an entry of one is no less refused.
  ...OTHERS_KINDS.map((kind) => ({ module: 'src/domain/kinds.ts', from: new RegExp(`  '${kind}': \\{ logs: .*\\n`), to: '', times: 1 })),
  // Prepared answers, absences, and how long an office keeps what it is done with, change nobody's standing on the way to its directory.
  ...['retention', 'template', 'absence'].map((kind) => ({ module: 'src/domain/bodies.ts', from: new RegExp(`(?<=  '${kind}': ).*(?=,\\n)`), to: 'v.any()', times: 1 })),
  // Rules of an office's own are held to their schema where a clock runs by them, not where a directory is read; members' devices do both.
  { module: 'src/domain/bodies.ts', from: "import { ownPacks, packNames } from './clocks/pack-schema.ts'\n", to: '', times: 1 },
  { module: 'src/domain/bodies.ts', from: 'v.optional(packNames)', to: 'v.optional(v.array(v.string()))', times: 1 },
  { module: 'src/domain/bodies.ts', from: 'v.optional(ownPacks)', to: 'v.optional(v.array(v.any()))', times: 1 },
  // Telephone lines are read by those who answer them, and shown at the desk.
  { module: 'src/domain/bodies.ts', from: "import { officeLines } from './lines.ts'\n", to: '', times: 1 },
  { module: 'src/domain/bodies.ts', from: 'v.optional(officeLines)', to: 'v.optional(v.array(v.any()))', times: 1 },
  { module: 'src/domain/bodies.ts', from: "import { caseBody, caseDeed } from './cases/bodies.ts'\n", to: '', times: 1 },
  { module: 'src/domain/office.ts', from: "import { withPacks } from './office-packs.ts'\n", to: '', times: 1 },
  { module: 'src/domain/office.ts', from: 'withPacks(office, event.body)', to: '{ ...office, directory: event.body }', times: 1 },
  // Nor is a reporter ever refused what only members do.
  ...['prove-again', 'no-such-passkey', 'no-such-exhibit', 'expert-apart', 'no-such-clock', 'no-open-alert', 'no-open-objection', 'mail-off', 'in-open-case', 'placeholder-open', 'wrong-time'].map((code) => ({ module: 'src/base/refusal.ts', from: new RegExp(`  '${code}',.*\\n`), to: '', times: 1 })),
  // Nor told anything by e-mail.
  { module: 'src/base/limits.ts', from: /  (?:notice|page|mail)\w*: .*\n/g, to: '', times: 12 },
  // Nor does anybody learn whether a reporter is there, or they who of the office is, or is away.
  { module: 'src/base/limits.ts', from: /  (?:presence|absence)\w*: .*\n/g, to: '', times: 7 },
  // Nor is a page a telephone line, or what answers without scripts; it plays an answer that was spoken for one.
  { module: 'src/base/limits.ts', from: /  (?:calls?[A-Z]|spoken(?!AnswerBytes)|noScript|lineAnswer)\w*: .*\n/g, to: '', times: 0 },
  // A reporter is told days, and not the names of rules.
  ...['names', 'source', 'article'].map((name) => ({ module: 'src/domain/clocks/packs.ts', from: new RegExp(`${name}: \\{ en: '[^']*', zh: '[^']*' \\}`, 'g'), to: `${name}: NONE`, times: 0 })),
  { module: 'src/domain/clocks/packs.ts', from: /= \{ en: '[^']*', zh: '[^']*' \}/, to: '= NONE', times: 1 },
  { module: 'src/domain/clocks/packs.ts', from: 'type Given =', to: "const NONE = { en: '', zh: '' }\ntype Given =", times: 1 },
  { module: 'src/domain/clocks/calendar.ts', from: /(?<=published\(\d{4}, )'[^']*'/g, to: "''", times: 0 },
]

/** Calls in @noble/post-quantum that only make values: without this its other hybrids would stay, curves and all. */
export const PURE_CALLS = ['QSF', 'createKitchenSink', 'ecdhKem', 'combineKEMS']

/** What is filed is sealed, and nothing of a conversation is opened: the code that files reads an office's log and no other. */
const FILING_CUTS: readonly Cut[] = Object.keys(ENTRY_KINDS).filter(isEntryKind).filter((kind) => belongsTo(kind, 'report')).map(withoutBody)

/** @param only - `filing` for the code that files a report and opens none */
export function leaveOut(only: 'filing' | 'all' = 'all'): Plugin {
  return {
    name: 'leave-out',
    enforce: 'pre',
    transform(code, id) {
      const cuts = [...CUTS, ...(only === 'filing' ? FILING_CUTS : [])].filter(({ module }) => id.endsWith(module))
      return cuts.length === 0 ? null : { code: cuts.reduce((text, each) => applied(text, each), code), map: null }
    },
  }
}

function withoutBody(kind: EntryKind): Cut {
  return { module: 'src/domain/bodies.ts', from: new RegExp(`(?<=  '${kind}': )[^]*?(?=,\\n(?:  ['/]|\\}))`), to: 'v.never()', times: 1 }
}

function cut(from: string): Cut {
  return { module: 'node_modules/age-encryption/dist/index.js', from, to: REFUSED, times: 1 }
}

function applied(code: string, { module, from, to, times }: Cut): string {
  const pieces = code.split(from)
  if (pieces.length === 1 || (times > 0 && pieces.length !== times + 1)) throw new Error(`${module} has changed: ${String(from)} stands ${pieces.length - 1} times`)
  return pieces.join(to)
}
