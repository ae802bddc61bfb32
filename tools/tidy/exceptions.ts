// Where a rule does not hold, and why. Limits only tighten: an entry that is no longer needed fails the test until it is removed.
import type { DynamicImport } from './imports.ts'

export interface Exception { readonly rule: string; readonly path: string; readonly reason: string }

export const EXCEPTIONS: readonly Exception[] = [
  { rule: 'room-order', path: 'src/main/bench-command.ts', reason: 'a bench starts the whole house, so it stands outside of it; its command is the one door' },
  { rule: 'default-export', path: 'src/clients/desk/vite.config.ts', reason: 'Vite takes its configuration from a default export' },
  { rule: 'default-export', path: 'src/clients/search/dictionary.d.ts', reason: 'it says what the package of the table exports' },
]

const ONE_LANGUAGE = 'a desk loads the sentences of one language, and the other only when the person switches'
const LAZY_OPAQUE = 'OPAQUE throws while it is being imported where WebAssembly is off, as on Tor Browser: only a log-in may load it'

const ONE_COMMAND = 'a command loads what it needs: a reporter files without loading a server, and nothing waits for a bench'
const ONE_TONGUE = 'a command speaks one language and loads its sentences alone'

export const DYNAMIC_IMPORTS: readonly DynamicImport[] = [
  { from: 'src/clients/desk/tongue.svelte.ts', specifier: '#words/desk/generated/en.ts', reason: ONE_LANGUAGE },
  { from: 'src/clients/desk/tongue.svelte.ts', specifier: '#words/desk/generated/zh.ts', reason: ONE_LANGUAGE },
  { from: 'src/clients/desk/tongue.svelte.ts', specifier: '#words/refusals/generated/en.ts', reason: ONE_LANGUAGE },
  { from: 'src/clients/desk/tongue.svelte.ts', specifier: '#words/refusals/generated/zh.ts', reason: ONE_LANGUAGE },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/audit-pages.ts', reason: 'few members are auditors: the others need not load what checks a whole office' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/objection-deeds.ts', reason: 'few objections are answered: what signs it is loaded when somebody does' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/alert-deeds.ts', reason: 'few alerts of retaliation are closed: what signs it is loaded when somebody does' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/urgency.ts', reason: 'few reports are called urgent by hand: what signs it is loaded when somebody does' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/clock-deeds.ts', reason: 'few clocks are moved by hand: what signs it is loaded when somebody does' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/exhibits.ts', reason: 'few reports have exhibits: what registers and reads them is loaded when somebody does' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/notices.ts', reason: 'notices are chosen once: what speaks of them is loaded when somebody opens their page' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/presence.ts', reason: 'the list comes first: who else is at a report is asked when one is opened' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/absences.ts', reason: 'the list comes first: who is away is looked up behind it' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/line-standing.ts', reason: 'few members look at how a telephone line stands' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/prompts.ts', reason: 'what telephone lines say is recorded once: what reads and signs it is loaded when somebody does' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/kept-call.ts', reason: 'only who takes telephone calls keeps one on the device' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/retention.ts', reason: 'reports are erased now and then: what goes through all that is settled is loaded when somebody does' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: './cases/wired-cases.ts', reason: 'most log-ins are for the queue: what opens and writes cases is loaded when somebody looks at one' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/templates.ts', reason: 'what opens and signs prepared answers is loaded when somebody wants one' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: './entering/wired-entering.ts', reason: 'few reports come from outside the web: what files one as its reporter would is loaded when somebody enters it' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: './search/wired-search.ts', reason: 'the list comes first: what looks words up is loaded behind it' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/appraisals.ts', reason: 'few members have a part in an appraisal: what opens and writes one is loaded for handlers and experts alone' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/ask-appraisal.ts', reason: 'few reports are asked about: what asks an expert is loaded when somebody does' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/conflicts.ts', reason: 'few reports name a colleague or the body they would go to: what asks a second person is loaded when somebody does' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/second-referral.ts', reason: 'few reports name a colleague or the body they would go to: what asks a second person is loaded when somebody does' },
  { from: 'src/clients/desk/report/StateDialog.svelte', specifier: '#clients/member/names-body.ts', reason: 'few reports are referred: the tables that names are compared by are loaded when one is' },
  { from: 'src/clients/member/change-state.ts', specifier: './names-body.ts', reason: 'few reports are referred: the tables that names are compared by are loaded when one is' },
  { from: 'src/clients/member/report.ts', specifier: './names-body.ts', reason: 'few reports are referred: the tables that names are compared by are loaded when one is' },
  { from: 'src/clients/cleaning/late.ts', specifier: './pdf.ts', reason: 'what reads a PDF is as large as all the rest: it is loaded when somebody has one' },
  { from: 'src/clients/report/after/first-dates.ts', specifier: '(computed)', reason: 'few offices have rules of their own: what counts by them comes with the code that opens a conversation, after its hash was checked' },
  { from: 'src/clients/report/after/held.ts', specifier: '(computed)', reason: 'what cleans a PDF, records a voice, or sends files where a browser lets no worker run is loaded when somebody needs it, after its hash was checked' },
  { from: 'src/clients/desk/report/draft-files.svelte.ts', specifier: './outgoing.ts', reason: 'few answers bring files: the worker that cleans and sends them is started when a handler adds the first' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: './report/outgoing.ts', reason: 'few answers bring files: the worker that cleans and sends them is started when a handler adds the first' },
  { from: 'src/clients/desk/report/outgoing.ts', specifier: '#clients/outgoing/work.ts', reason: 'what a worker does comes into the page only where a browser lets none run' },
  { from: 'src/clients/desk/wired-deeds.ts', specifier: '#clients/member/log-file.ts', reason: 'few reports bring files: what opens them is loaded when one is looked at or saved' },
  { from: 'src/clients/report/page/code.ts', specifier: '(computed)', reason: 'the sealing code loads while the person types, after its hash was checked' },
  { from: 'src/main/start.ts', specifier: './demo.ts', reason: 'the process that watches the two others would hold every client of ours, for a demonstration that is asked for once' },
  { from: 'src/sealing/plain/passphrase.ts', specifier: '@serenity-kit/opaque', reason: LAZY_OPAQUE },
  { from: 'src/sealing/proof/passphrase.ts', specifier: '@serenity-kit/opaque', reason: LAZY_OPAQUE },
  { from: 'src/sealing/proof/passkey.ts', specifier: '@simplewebauthn/server', reason: 'it brings a reader of X.509 certificates: a server whose members have no passkeys need not load it' },
  { from: 'src/main/cli.ts', specifier: './start-command.ts', reason: ONE_COMMAND },
  { from: 'src/main/cli.ts', specifier: './line-command.ts', reason: ONE_COMMAND },
  { from: 'src/main/cli.ts', specifier: '#clients/cli/reporter-commands.ts', reason: ONE_COMMAND },
  { from: 'src/main/cli.ts', specifier: '#clients/cli/member-commands.ts', reason: ONE_COMMAND },
  { from: 'src/main/cli.ts', specifier: './verify-command.ts', reason: ONE_COMMAND },
  { from: 'src/main/cli.ts', specifier: './bench-command.ts', reason: ONE_COMMAND },
  { from: 'src/main/cli.ts', specifier: './verify-site-command.ts', reason: ONE_COMMAND },
  { from: 'src/main/bench-command.ts', specifier: '#bench/main.ts', reason: 'the benches need browsers and a built house; the help of the command does not' },
  { from: 'src/main/cli.ts', specifier: '#words/cli/generated/en.ts', reason: ONE_TONGUE },
  { from: 'src/main/cli.ts', specifier: '#words/cli/generated/zh.ts', reason: ONE_TONGUE },
  { from: 'src/main/cli.ts', specifier: '#words/refusals/generated/en.ts', reason: ONE_TONGUE },
  { from: 'src/main/cli.ts', specifier: '#words/refusals/generated/zh.ts', reason: ONE_TONGUE },
]
