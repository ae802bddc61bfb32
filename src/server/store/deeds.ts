import type { Deed, DeedArguments, DeedName, DeedResult } from './deed.ts'
import { putCard } from './deed-cards.ts'
import { confirmEnrolment, enrol, invite } from './deed-invitations.ts'
import { addPasskey, changeAccess, removePasskey } from './deed-access.ts'
import { endDisclosures, erase } from './deed-erase.ts'
import { putKeyring } from './deed-keyrings.ts'
import { keepJournalDay } from './deed-journal.ts'
import { dropPushDevice, pushKey, putPushDevice } from './deed-push.ts'
import { dropNoticeChoice, endNotice, noticeTold, planNotices, putNoticeChoice, putPaged } from './deed-notices.ts'
import { dropPromptFiles, putPromptFile } from './deed-prompts.ts'
import { openOffice } from './deed-offices.ts'
import { countPasskey, endExpiredSessions, endSession, endSessions, startSession, touchSession } from './deed-sessions.ts'
import { putTextPage } from './deed-texts.ts'
import { dropUpload, finishUpload, keepSegment, startUpload } from './deed-uploads.ts'
import { enqueue, finishJobs } from './outbox.ts'

type Deeds = { readonly [N in DeedName]: (tx: Deed, ...args: DeedArguments<N>) => Promise<DeedResult<N>> }

/** Every write there is, by the name that a store's writer calls it. */
export const DEEDS: Deeds = {
  append: (tx, deed) => tx.append(deed),
  erase,
  endDisclosures,
  openOffice,
  putCard,
  putKeyring,
  putTextPage,
  putPromptFile,
  dropPromptFiles,
  invite,
  enrol,
  confirmEnrolment,
  startSession,
  touchSession,
  endSession,
  endSessions,
  addPasskey,
  countPasskey,
  removePasskey,
  changeAccess,
  endExpiredSessions,
  keepJournalDay,
  startUpload,
  keepSegment,
  finishUpload,
  dropUpload,
  putNoticeChoice,
  dropNoticeChoice,
  putPushDevice,
  dropPushDevice,
  pushKey,
  putPaged,
  planNotices,
  noticeTold,
  endNotice,
  enqueue,
  finishJobs,
}

/** Deeds after which keys of erased logs are destroyed before anybody is answered. @see [Note: Keys ahead] */
export function destroysKeys(name: DeedName): boolean {
  return name === 'erase' || name === 'endDisclosures'
}
