import type { Command } from './command.ts'
import { deskAppraisal } from './desk-appraisal.ts'
import { deskAudit } from './desk-audit.ts'
import { deskChannel } from './desk-channel.ts'
import { deskConfirm } from './desk-confirm.ts'
import { deskCustody } from './desk-custody.ts'
import { deskEnd } from './desk-end.ts'
import { deskErase } from './desk-erase.ts'
import { deskExclude } from './desk-exclude.ts'
import { deskExhibit } from './desk-exhibit.ts'
import { deskExhibits } from './desk-exhibits.ts'
import { deskExport } from './desk-export.ts'
import { deskFetch } from './desk-fetch.ts'
import { deskGrant } from './desk-grant.ts'
import { deskIdentity } from './desk-identity.ts'
import { deskInvitations } from './desk-invitations.ts'
import { deskInvite } from './desk-invite.ts'
import { deskList } from './desk-list.ts'
import { deskMember } from './desk-member.ts'
import { deskMembers } from './desk-members.ts'
import { deskNote } from './desk-note.ts'
import { deskOpen } from './desk-open.ts'
import { deskPassphrase } from './desk-passphrase.ts'
import { deskRecover } from './desk-recover.ts'
import { deskRecovery } from './desk-recovery.ts'
import { deskRekey } from './desk-rekey.ts'
import { deskReply } from './desk-reply.ts'
import { deskSearch } from './desk-search.ts'
import { deskSessions } from './desk-sessions.ts'
import { deskState } from './desk-state.ts'
import { deskTeam } from './desk-team.ts'
import { deskTitle } from './desk-title.ts'

/** `postern desk …`: what a member does. */
export const MEMBER_COMMANDS: readonly Command[] = [
  deskList, deskSearch, deskOpen, deskReply, deskFetch, deskNote, deskState, deskTitle, deskGrant, deskExclude, deskRekey, deskExhibits, deskExhibit, deskCustody, deskAppraisal, deskExport, deskErase, deskEnd,
  deskInvite, deskInvitations, deskConfirm, deskMembers, deskMember, deskTeam, deskChannel, deskSessions, deskPassphrase, deskRecover, deskRecovery, deskIdentity,
  deskAudit,
]
