/** Every limit of Postern stands here. Sizes are bytes unless the name says otherwise. */
export const LIMITS = {
  /** One sealed body, and with it one append: header, signature and wraps come on top. */
  bodyBytesMax: 1024 * 1024,
  /** Room for the hashes of as many wraps as an entry may bring, and of as many files. */
  headerBytesMax: 32 * 1024,
  wrapBytesMax: 8 * 1024,
  ageHeaderBytesMax: 64 * 1024,
  wrapsPerEntryMax: 256,
  requestBytesMax: 4 * 1024 * 1024,
  /** The first part of frames that a client sends, and of those that it gets. */
  requestMetaBytesMax: 64 * 1024,
  answerMetaBytesMax: 4 * 1024 * 1024,
  jsonRequestBytesMax: 64 * 1024,
  /** An office's first entries. Anybody may send it, and it is read before the token in it is. */
  setupBytesMax: 512 * 1024,
  /** Bodies of all requests under way, in one server process. */
  requestBytesAtOnceMax: 256 * 1024 * 1024,
  /** The least a body is padded to, so that "yes" and a page of text look alike. */
  bodyBytesMin: 1024,
  cardBytes: 2048,
  keyringPageEntries: 1000,
  keyringPageBytesMax: 512 * 1024,
  /** First words of reports that a team's devices share: of so many reports in a page, and so many pages of one team's epoch. */
  textPageReportsMax: 500,
  textPageBytesMax: 1024 * 1024,
  textPagesMax: 5000,
  answerCharactersMax: 200_000,
  /** The least that a reporter's name and ways to reach them are padded to: nearly every envelope weighs the same. */
  identityBytesMin: 4096,
  contactCharactersMax: 2000,
  identityEnvelopeCharactersMax: 32 * 1024,
  /** How long a request for an identity waits to be decided, and how long one that was opened stays. */
  disclosureWaitDays: 30,
  disclosureDaysMax: 90,
  /** Asked, approved, opened or refused. */
  disclosureEntriesMax: 3,
  /** Reports, or allegations, that one entry hands from one case to another; and the cases of one report that its desk log names as open. */
  casePartsMax: 500,
  casesPerReportMax: 16,
  /** Exhibits that one expert is asked about at once. */
  appraisalItemsMax: 100,
  nameCharactersMax: 200,
  titleCharactersMax: 200,
  questionsMax: 64,
  /** The least and the most that an office may keep what it is done with: a week for a word that comes late, thirty years. */
  retentionDaysMin: 7,
  retentionDaysMax: 10_957,
  /** An answer that is kept for sending again, in one language; its name; the least it is padded to; and the most that it weighs sealed. */
  templateCharactersMax: 4000,
  templateNameCharactersMax: 80,
  templateOrderMax: 9999,
  templateBytesMin: 4096,
  sealedTemplateCharactersMax: 64 * 1024,
  /** What handlers say of a report in a list: a card has room for these, and for a title. */
  labelsPerReportMax: 8,
  labelCharactersMax: 24,
  nextStepCharactersMax: 80,
  /** Views of the queue that a member's device keeps. */
  keptViewsMax: 24,
  viewNameCharactersMax: 40,
  /** Telephone lines of an office, and what one says first: every reporter's page carries them. */
  linesMax: 8,
  greetingCharactersMax: 400,
  /** Names that a call is taken down with; more stand in the words. */
  callPeopleMax: 30,
  /** Colleagues whom one note asks; and how many of those who have not answered a card names. */
  mentionsPerNoteMax: 8,
  askedOnCardMax: 16,
  /** Changes of state and deeds to clocks that the docket of one report holds: a report that moves more often is not handled but played with. */
  clockEventsMax: 500,
  /** How long before it was entered an office may have had a report: a letter may lie in the wrong house. */
  receivedDaysAgoMax: 366,
  /** Rule packs of one channel, packs that an office writes itself, and the rules in one. */
  packsPerChannelMax: 4,
  ownPacksMax: 16,
  rulesPerPackMax: 24,
  calendarYearsMax: 20,
  /** The longest clock, in days and in months: no law counts more. */
  clockDaysMax: 3660,
  clockMonthsMax: 120,
  queuePageMax: 200,
  queuePageDefault: 50,
  /** Ids weigh little: a device asks for those of everything that it may read. */
  docketsPageMax: 5000,
  /** Reports of the queue that are asked for by their ids. */
  queueReportsMax: 50,
  /** Of one report: what stands behind is not searched. */
  searchedCharactersMax: 200_000,
  logPageEntriesMax: 500,
  /** A page of a log ends with the entry that passes this. */
  logPageBytesMax: 4 * 1024 * 1024,
  /** Answers to a receipt code are padded to at least this, so that a hit and a miss weigh the same on the wire. */
  reporterAnswerBytesMin: 16 * 1024,
  /** One attachment or exhibit. */
  fileBytesMax: 8 * 1024 ** 3,
  /** A file of an export or of a bundle that is read whole: every one but attachments. */
  exportFileBytesMax: 64 * 1024 * 1024,
  /** All of these together: they are held while they are checked. */
  exportBytesMax: 512 * 1024 * 1024,
  /** Files in one bundle, attachments included. */
  exportFilesMax: 100_000,
  /** A voice that a reporter's page records at once, and when it says that the end is near. */
  voiceSecondsMax: 3600,
  voiceSecondsWarned: 3300,
  /** Files that one entry may cite. */
  filesPerEntryMax: 200,
  /** An upload that no entry cites is kept this long, and while more of it comes, so long at most. */
  uploadDays: 2,
  uploadDaysMax: 7,
  /** Bytes of all uploads that no entry cites, unless whoever runs it says otherwise; one part in so many is the members'. */
  uploadRoomBytes: 96 * 1024 ** 3,
  uploadMembersPart: 4,
  /** Of the disk, what no file may fill: words are taken to its end. */
  diskReserveBytes: 1024 ** 3,
  /** The least that a file is padded to. */
  fileKeptBytesMin: 16 * 1024,
  dayToleranceDays: 1,
  /** The least number of leaves of a day in the journal: fewer entries than this cannot be counted. */
  journalBatchMin: 1024,
  /** A day is closed this long after its end: what was under way at midnight has arrived. */
  journalGraceMinutes: 60,
  sessionIdleHours: 12,
  /** However busy: then a member proves anew who it is. */
  sessionDaysMax: 7,
  /** How long the passphrase or a passkey, shown once more, is good for changing what opens an account. */
  freshProofSeconds: 300,
  passkeysMax: 16,
  /** From the recovery code to the new passphrase, authenticator and recovery code. */
  recoveryMinutes: 30,
  mailAddressCharactersMax: 254,
  /** Whom an administrator may name to be paged. */
  pagedMax: 64,
  /** Daily notices are sent from this hour of the office's day on. */
  /** Browsers that one member is paged in. */
  noticePushDevicesMax: 8,
  noticePushAddressCharactersMax: 1024,
  noticeHour: 7,
  /** How often one member is paged at most, however many reports are urgent. */
  pageEveryMinutes: 10,
  /** A notice that is refused is tried again after 10 seconds, then after twice as long each time; so long at most, and so often. */
  noticeRetryMinutesMax: 30,
  noticeAttemptsMax: 20,
  /** Sent in one round, and held by one node. */
  noticesAtOnceMax: 20,
  noticesHeldMax: 1000,
  /** How often a member may ask for a letter to see whether it arrives. */
  noticeTestSeconds: 60,
  /** How long it is remembered that somebody was told of a day. */
  noticesKeptDays: 400,
  invitationDays: 7,
  invitationTeamsMax: 64,
  /** Logs whose heads a device remembers between two log-ins. */
  rememberedLogsMax: 2000,
  /** People of a channel whom a reporter may leave out. */
  namedReadersMax: 32,
  /** Holders of shares of the organisation's recovery: two at least, or one person would open everything alone. */
  recoverySharesMin: 2,
  recoverySharesMax: 16,
  loginStartSeconds: 120,
  loginDelayMsMax: 8000,
  loginAttemptsFree: 4,
  noScriptTokenMinutes: 15,
  noScriptQueueMax: 500,
  /** A file that is held in memory to be cleaned, for people without scripts; how long that may take, and how much the process may have for it that cleans a document. */
  noScriptCleanedBytesMax: 16 * 1024 * 1024,
  noScriptCleaningSeconds: 120,
  noScriptCleaningBytesMax: 1024 ** 3,
  /** A posted form with its files: as long as it comes. */
  noScriptFormHours: 24,
  /** Calls that one telephone line holds at once, and how long one may be, with a word when the end is near. */
  callsAtOnceMax: 100,
  callSecondsMax: 3600,
  callSecondsWarned: 3300,
  /** What somebody says at once by telephone, and when they are told that the end is near. */
  spokenSecondsMax: 1800,
  spokenSecondsWarned: 1740,
  /** What a handler says at once in an answer that a telephone line plays; and the most that a line reads to play it. */
  spokenAnswerSecondsMax: 300,
  spokenAnswerBytesMax: 3 * 1024 * 1024,
  /** Speech is sealed and put away in parts this long: what a killed line loses at most. Each is padded to as many bytes. */
  spokenPartSeconds: 5,
  spokenPartBytesMin: 56 * 1024,
  /** So often something may be said anew in one call. */
  spokenTakesMax: 8,
  /** Without a key pressed: a question is asked again, and so often at most. In speech: it is taken to be over. */
  callWaitSeconds: 12,
  callAskedMax: 3,
  callSilenceSeconds: 30,
  /** Wrong codes in one call. */
  callCodesMax: 3,
  /** How long a telephone line waits for an answer of the server, or for one segment to be taken. */
  lineAnswerSeconds: 30,
  /** Keys pressed in one call. */
  callDigitsMax: 2000,
  /** One message on a telephone line's socket. */
  callMessageBytesMax: 65_500,
  /** What a telephone line says, recorded: one sentence, so many, and all that an office keeps of it, with what was replaced a moment ago. */
  spokenPromptSecondsMax: 60,
  spokenPromptBytesMax: 60 * 8000 + 60,
  spokenPromptsMax: 400,
  /** A file that becomes one, as it comes from a studio: two channels of it are refused, their length is not. */
  spokenPromptUploadBytesMax: 16 * 1024 * 1024,
  spokenPromptsBytesMax: 48 * 1024 * 1024,
  /** So many callers at once may have their voice changed: each takes some hundredths of a core while they speak, and nobody's sound may falter for it. */
  callsMaskedMax: 8,
  /** Speech of ended calls that waits for a server which is away. */
  callsWaitingBytesMax: 256 * 1024 * 1024,
  /** How long a member counts as being at a report after their desk said so, which says it again with each look at what is new; and how far its clock may be off. */
  presenceSeconds: 45,
  presenceClockSeconds: 120,
  /** The padded words of it, and what one node holds of them: the oldest give way. */
  presenceBytes: 64,
  presenceHeldMax: 20_000,
  /** Who covers one absence; how long one is, and how far ahead it is planned, at most; and the least and the most that it weighs sealed. */
  absenceCoversMax: 4,
  absenceDaysMax: 366,
  absenceBytesMin: 1024,
  sealedAbsenceCharactersMax: 4096,
  receiptIterations: 600_000,
} as const
