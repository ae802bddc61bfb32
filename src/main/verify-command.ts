import { command, UsageError } from '#clients/cli/command.ts'
import { AUDIT_OPTIONS, verifyAudit } from '#clients/cli/verify-audit.ts'
import { verifyBundle } from '#clients/cli/verify-bundle.ts'
import { verifyErasure } from '#clients/cli/verify-erasure.ts'
import { verifyExport } from '#clients/cli/verify-export.ts'
import { verifyProof, verifyProofs } from '#clients/cli/verify-proof.ts'
import { verifyData } from './verify-data.ts'

/** postern verify: holds a data folder or an export to its signatures. Reads only; needs no key. */
export const verifyCommand = command({
  name: 'verify',
  summary: 'summary-verify',
  note: 'note-verify',
  options: {
    data: { type: 'text', value: 'DIR', help: 'option-verify-data' },
    export: { type: 'text', value: 'DIR', help: 'option-verify-export' },
    bundle: { type: 'text', value: 'FILE', help: 'option-verify-bundle' },
    identity: { type: 'text', value: 'F', help: 'option-verify-identity' },
    audit: { type: 'text', value: 'DIR', help: 'option-verify-audit' },
    proof: { type: 'text', value: 'FILE', many: true, help: 'option-verify-proof' },
    erasure: { type: 'text', value: 'FILE', help: 'option-verify-erasure' },
    office: { type: 'text', value: 'ID', help: 'option-verify-office' },
    ...AUDIT_OPTIONS,
  },
  async run(given, io) {
    const [proof, second, ...more] = given.proof
    if (more.length > 0 || [given.data, given.export, given.bundle, given.audit, proof, given.erasure].filter((each) => each !== undefined).length !== 1) throw new UsageError((say) => say['usage-verify'])
    if (given.identity !== undefined && given.bundle === undefined) throw new UsageError((say) => say['usage-verify'])
    if (given.data !== undefined) return verifyData(given.data, io)
    if (given.export !== undefined) return verifyExport(given.export, io)
    if (given.bundle !== undefined) return verifyBundle(given.bundle, given.identity, io)
    if (given.audit !== undefined) return verifyAudit(given.audit, given, io)
    if (given.erasure !== undefined) return verifyErasure(given.erasure, given.office, io)
    if (proof !== undefined) return second === undefined ? verifyProof(proof, given.office, io) : verifyProofs([proof, second], given.office, io)
    throw new UsageError((say) => say['usage-verify'])
  },
})
