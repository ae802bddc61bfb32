import type { ROUTES, RouteName } from '#wire/routes.ts'
import { addPasskey } from './add-passkey.ts'
import { appendEntry } from './append-entry.ts'
import { readAuditJournal, readAuditPage } from './audit-pages.ts'
import { changeAuthenticator } from './change-authenticator.ts'
import { changePassphrase } from './change-passphrase.ts'
import { changeRecovery } from './change-recovery.ts'
import { endNamedSession } from './end-named-session.ts'
import { endOtherSessions } from './end-other-sessions.ts'
import { endSession } from './end-session.ts'
import { fileReport } from './file-report.ts'
import { finishEnrolment } from './finish-enrolment.ts'
import { finishPasskeySession } from './finish-passkey-session.ts'
import { finishRecovery } from './finish-recovery.ts'
import { finishSession } from './finish-session.ts'
import { finishSetup } from './finish-setup.ts'
import type { House } from './house.ts'
import { inviteMember } from './invite-member.ts'
import { putKeyring, readKeyring } from './keyring.ts'
import { readLine, tellLine } from './line-standing.ts'
import { listAccess } from './list-access.ts'
import { listAppraisals } from './list-appraisals.ts'
import { listCases } from './list-cases.ts'
import { listDisclosures } from './list-disclosures.ts'
import { listInvitations } from './list-invitations.ts'
import { listDockets, listQueue } from './list-queue.ts'
import { putPromptFile, readPromptFile } from './prompt-files.ts'
import { putPushDevice, removePushDevice } from './push.ts'
import { putNotices, putPaging, readNotices, readPaging, removeNotices, testNotice } from './notices.ts'
import { openLog } from './open-log.ts'
import { endPresence, putPresence } from './presence.ts'
import { proveByPasskey } from './prove-by-passkey.ts'
import { proveByPassphrase } from './prove-by-passphrase.ts'
import { putCard } from './put-card.ts'
import { readAudit } from './read-audit.ts'
import { readDesk } from './read-desk.ts'
import { readDirectory } from './read-directory.ts'
import { readErasure, readOwnErasure } from './read-erasure.ts'
import { readHealth } from './read-health.ts'
import { readInstallation } from './read-installation.ts'
import { readInvitation } from './read-invitation.ts'
import { readCheckpoint, readJournal, readProof, readReportProof } from './journal.ts'
import { readLog } from './read-log.ts'
import { readOpenapi } from './read-openapi.ts'
import { readRecovery } from './read-recovery.ts'
import { readReaders } from './read-readers.ts'
import { readReport } from './read-report.ts'
import { readSession } from './read-session.ts'
import { registerPassphrase } from './register-passphrase.ts'
import { registerRecovery } from './register-recovery.ts'
import { removePasskey } from './remove-passkey.ts'
import { replyToReport } from './reply-to-report.ts'
import type { Route } from './route.ts'
import { listTextPages, putTextPage, readTextPage } from './text-pages.ts'
import { finishUpload, putSegment, readUpload, readUploadSegment, startUpload } from './uploads.ts'
import { readFile, readReportFile, readReportSegment, readSegment } from './read-files.ts'
import { startEnrolment } from './start-enrolment.ts'
import { startPasskeySession } from './start-passkey-session.ts'
import { startPasskey } from './start-passkey.ts'
import { startRecovery } from './start-recovery.ts'
import { startSession } from './start-session.ts'
import { startSetup } from './start-setup.ts'

/** Default deny: a route without a row here does not compile, and a row without a route does not either. */
export const HANDLERS: { readonly [N in RouteName]: Route<(typeof ROUTES)[N]['access'], House> } = {
  'read-health': readHealth,
  'read-openapi': readOpenapi,
  'read-installation': readInstallation,
  'read-directory': readDirectory,
  'read-readers': readReaders,
  'read-prompt-file': readPromptFile,
  'put-prompt-file': putPromptFile,
  'tell-line': tellLine,
  'read-line': readLine,
  'file-report': fileReport,
  'read-report': readReport,
  'reply-to-report': replyToReport,
  'read-report-proof': readReportProof,
  'read-checkpoint': readCheckpoint,
  'read-journal': readJournal,
  'read-proof': readProof,
  'start-upload': startUpload,
  'put-segment': putSegment,
  'read-upload': readUpload,
  'read-upload-segment': readUploadSegment,
  'finish-upload': finishUpload,
  'read-report-file': readReportFile,
  'read-report-segment': readReportSegment,
  'read-file': readFile,
  'read-segment': readSegment,
  'start-setup': startSetup,
  'finish-setup': finishSetup,
  'start-session': startSession,
  'finish-session': finishSession,
  'start-passkey-session': startPasskeySession,
  'finish-passkey-session': finishPasskeySession,
  'start-recovery': startRecovery,
  'register-recovery': registerRecovery,
  'finish-recovery': finishRecovery,
  'list-access': listAccess,
  'prove-by-passphrase': proveByPassphrase,
  'prove-by-passkey': proveByPasskey,
  'start-passkey': startPasskey,
  'add-passkey': addPasskey,
  'remove-passkey': removePasskey,
  'end-named-session': endNamedSession,
  'end-other-sessions': endOtherSessions,
  'register-passphrase': registerPassphrase,
  'change-passphrase': changePassphrase,
  'change-recovery': changeRecovery,
  'change-authenticator': changeAuthenticator,
  'read-notices': readNotices,
  'put-notices': putNotices,
  'remove-notices': removeNotices,
  'put-push-device': putPushDevice,
  'remove-push-device': removePushDevice,
  'test-notice': testNotice,
  'read-session': readSession,
  'end-session': endSession,
  'read-invitation': readInvitation,
  'start-enrolment': startEnrolment,
  'finish-enrolment': finishEnrolment,
  'invite-member': inviteMember,
  'list-invitations': listInvitations,
  'read-paging': readPaging,
  'put-paging': putPaging,
  'list-queue': listQueue,
  'list-dockets': listDockets,
  'read-log': readLog,
  'list-disclosures': listDisclosures,
  'list-appraisals': listAppraisals,
  'list-cases': listCases,
  'read-recovery': readRecovery,
  'read-desk': readDesk,
  'open-log': openLog,
  'append-entry': appendEntry,
  'read-erasure': readErasure,
  'read-own-erasure': readOwnErasure,
  'read-keyring': readKeyring,
  'put-keyring': putKeyring,
  'list-text-pages': listTextPages,
  'read-text-page': readTextPage,
  'put-text-page': putTextPage,
  'put-card': putCard,
  'put-presence': putPresence,
  'end-presence': endPresence,
  'read-audit': readAudit,
  'read-audit-page': readAuditPage,
  'read-audit-journal': readAuditJournal,
}
