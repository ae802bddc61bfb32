import { fileURLToPath } from 'node:url'
import { en } from '#words/cli/generated/en.ts'
import { zh } from '#words/cli/generated/zh.ts'
import { en as refusalsEn } from '#words/refusals/generated/en.ts'
import { zh as refusalsZh } from '#words/refusals/generated/zh.ts'
import { command } from './command.ts'
import { run } from './run.ts'
import { AUDIT_OPTIONS, verifyAudit } from './verify-audit.ts'

/** `node verify.mjs` beside an audit export: the same check as `postern verify --audit`, in one file and on any Node from 20 on. */
const verifyAlone = command({
  name: 'verify',
  summary: 'summary-verify-alone',
  note: 'note-verify-alone',
  options: AUDIT_OPTIONS,
  run: (given, io) => verifyAudit(fileURLToPath(new URL('.', import.meta.url)), given, io),
})

process.exitCode = await run({ verify: async () => [verifyAlone] }, ['verify', ...process.argv.slice(2)], {
  out: (text) => { process.stdout.write(text) },
  error: (line) => { process.stderr.write(`${line}\n`) },
  input: process.stdin,
  env: process.env,
  watched: process.stderr.isTTY,
  version: '',
  wordsIn: async (language) => (language === 'zh' ? { say: zh, refusals: refusalsZh } : { say: en, refusals: refusalsEn }),
})
