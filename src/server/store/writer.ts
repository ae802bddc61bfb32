import type { DeedArguments, DeedName, DeedResult } from './deed.ts'
import type { Leases } from './outbox.ts'
import type { Writer } from './store.ts'

/** Whatever runs a named deed durably: the writer's thread, or a transaction of the pool. */
export interface DeedRunner {
  do<N extends DeedName>(name: N, ...args: DeedArguments<N>): Promise<DeedResult<N>>
}

export function writerOf(runner: DeedRunner, leases: Leases): Writer {
  return {
    append: (deed) => runner.do('append', deed),
    erase: (deed) => runner.do('erase', deed),
    endDisclosures: (deed) => runner.do('endDisclosures', deed),
    openOffice: (deed) => runner.do('openOffice', deed),
    putCard: (deed) => runner.do('putCard', deed),
    putKeyring: (deed) => runner.do('putKeyring', deed),
    putTextPage: (deed) => runner.do('putTextPage', deed),
    putPromptFile: (deed) => runner.do('putPromptFile', deed),
    dropPromptFiles: (deed) => runner.do('dropPromptFiles', deed),
    invite: (row) => runner.do('invite', row),
    enrol: (deed) => runner.do('enrol', deed),
    confirmEnrolment: (deed) => runner.do('confirmEnrolment', deed),
    startSession: (row, used) => runner.do('startSession', row, used),
    touchSession: (tokenHash, expiresHour) => runner.do('touchSession', tokenHash, expiresHour),
    endSession: (tokenHash) => runner.do('endSession', tokenHash),
    endSessions: (deed) => runner.do('endSessions', deed),
    addPasskey: (row, limit) => runner.do('addPasskey', row, limit),
    countPasskey: (who, used) => runner.do('countPasskey', who, used),
    removePasskey: (deed) => runner.do('removePasskey', deed),
    changeAccess: (deed) => runner.do('changeAccess', deed),
    endExpiredSessions: (hour) => runner.do('endExpiredSessions', hour),
    keepJournalDay: (row) => runner.do('keepJournalDay', row),
    startUpload: (row) => runner.do('startUpload', row),
    keepSegment: (deed) => runner.do('keepSegment', deed),
    finishUpload: (deed) => runner.do('finishUpload', deed),
    dropUpload: (seen) => runner.do('dropUpload', seen),
    putNoticeChoice: (row) => runner.do('putNoticeChoice', row),
    dropNoticeChoice: (deed) => runner.do('dropNoticeChoice', deed),
    putPushDevice: (deed) => runner.do('putPushDevice', deed),
    dropPushDevice: (key) => runner.do('dropPushDevice', key),
    pushKey: (pkcs8) => runner.do('pushKey', pkcs8),
    putPaged: (deed) => runner.do('putPaged', deed),
    async planNotices(deed) {
      await runner.do('planNotices', deed)
      await leases.finished(deed.jobs)
    },
    noticeTold: (deed) => runner.do('noticeTold', deed),
    async endNotice(deed) {
      const ended = await runner.do('endNotice', deed)
      if (ended) await leases.finished([deed.job])
      return ended
    },
    enqueue: (jobs) => runner.do('enqueue', jobs),
    leaseJobs: (limit, leaseSeconds, kinds) => leases.lease({ limit, leaseSeconds, ...(kinds === undefined ? {} : { kinds }) }),
    async finishJobs(ids) {
      await runner.do('finishJobs', ids)
      await leases.finished(ids)
    },
  }
}
