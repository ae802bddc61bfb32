import type { ROUTES, RouteName } from '#wire/routes.ts'
import { appendEntry } from './append-entry.ts'
import { endSession } from './end-session.ts'
import { fileReport } from './file-report.ts'
import { finishEnrolment } from './finish-enrolment.ts'
import { finishSession } from './finish-session.ts'
import { finishSetup } from './finish-setup.ts'
import type { House } from './house.ts'
import { inviteMember } from './invite-member.ts'
import { listInvitations } from './list-invitations.ts'
import { listQueue } from './list-queue.ts'
import { openLog } from './open-log.ts'
import { putCard } from './put-card.ts'
import { readAudit } from './read-audit.ts'
import { readDesk } from './read-desk.ts'
import { readDirectory } from './read-directory.ts'
import { readHealth } from './read-health.ts'
import { readInstallation } from './read-installation.ts'
import { readInvitation } from './read-invitation.ts'
import { readLog } from './read-log.ts'
import { readOpenapi } from './read-openapi.ts'
import { readRecovery } from './read-recovery.ts'
import { readReport } from './read-report.ts'
import { readSession } from './read-session.ts'
import { replyToReport } from './reply-to-report.ts'
import type { Route } from './route.ts'
import { startEnrolment } from './start-enrolment.ts'
import { startSession } from './start-session.ts'
import { startSetup } from './start-setup.ts'

/** Default deny: a route without a row here does not compile, and a row without a route does not either. */
export const HANDLERS: { readonly [N in RouteName]: Route<(typeof ROUTES)[N]['access'], House> } = {
  'read-health': readHealth,
  'read-openapi': readOpenapi,
  'read-installation': readInstallation,
  'read-directory': readDirectory,
  'file-report': fileReport,
  'read-report': readReport,
  'reply-to-report': replyToReport,
  'start-setup': startSetup,
  'finish-setup': finishSetup,
  'start-session': startSession,
  'finish-session': finishSession,
  'read-session': readSession,
  'end-session': endSession,
  'read-invitation': readInvitation,
  'start-enrolment': startEnrolment,
  'finish-enrolment': finishEnrolment,
  'invite-member': inviteMember,
  'list-invitations': listInvitations,
  'list-queue': listQueue,
  'read-log': readLog,
  'read-recovery': readRecovery,
  'read-desk': readDesk,
  'open-log': openLog,
  'append-entry': appendEntry,
  'put-card': putCard,
  'read-audit': readAudit,
}
