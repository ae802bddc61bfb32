// Makes spec/vectors again, by the second hand. `node spec/make-vectors.ts` writes them; the tests only look whether they are the same.
import { writeFileSync } from 'node:fs'
import { absences } from './make/absences.ts'
import { appraisals } from './make/appraisal.ts'
import { auditExport } from './make/audit.ts'
import { clockCases } from './make/clocks.ts'
import { clocks, framesVectors, padding, receipt } from './make/base.ts'
import { enteredReports } from './make/entered.ts'
import { transcripts } from './make/transcripts.ts'
import { files } from './make/file.ts'
import { headers } from './make/header.ts'
import { acknowledgements, cards, erasure, keyring, textPages, wraps } from './make/keys.ts'
import { journal } from './make/journal.ts'
import { identity } from './make/identity.ts'
import { entries } from './make/log.ts'
import { members, officeLog } from './make/office.ts'
import { presences } from './make/presence.ts'
import { recovery } from './make/recovery.ts'
import { spoken } from './make/spoken.ts'
import type { Value } from './second/primitives.ts'

/** Every vector file by its name, with its text. */
export async function makeVectors(): Promise<ReadonlyMap<string, string>> {
  const made: Readonly<Record<string, Value>> = {
    'receipt': receipt(), 'padding': padding(), 'clocks': clocks(), 'clock-cases': clockCases(), 'frames': framesVectors(), 'headers': headers(), 'entries': entries(), 'wraps': await wraps(), 'identity': await identity(), 'entered': enteredReports(), 'transcripts': transcripts(),
    'cards': cards(), 'keyring': keyring(), 'text-pages': textPages(), 'acknowledgements': acknowledgements(), 'erasure': erasure(), 'members': members(), 'office-log': officeLog(),
    'recovery': await recovery(), 'journal': journal(), 'audit-export': auditExport(), 'files': files(), 'appraisals': appraisals(), 'telephone': await spoken(), 'presence': presences(), 'absences': absences(),
  }
  return new Map(Object.entries(made).map(([name, value]) => [`${name}.json`, `${JSON.stringify(value, null, 1)}\n`]))
}

if (import.meta.main) {
  for (const [name, text] of await makeVectors()) writeFileSync(new URL(`vectors/${name}`, import.meta.url), text)
}
