/** Who may call a route. Default deny: a route that is not listed does not exist. */
export type Access = 'anyone' | 'setup' | 'reporter' | 'uploader' | 'invitee' | 'member' | 'administrator' | 'auditor'

export interface RouteSpec {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: `/api/${string}`
  readonly access: Access
  readonly summary: string
}

/** Every route of the API; `server/http` has one file for each, named as the key. */
export const ROUTES = {
  'read-health': { method: 'GET', path: '/api/health', access: 'anyone', summary: 'Whether the server is ready' },
  'read-openapi': { method: 'GET', path: '/api/openapi.json', access: 'anyone', summary: 'This description' },
  'read-installation': { method: 'GET', path: '/api/installation', access: 'anyone', summary: 'Salt, server key and offices' },
  'read-directory': { method: 'GET', path: '/api/offices/:office/directory', access: 'anyone', summary: 'The entries that a reporter needs to trust and use an office' },
  'read-readers': { method: 'GET', path: '/api/offices/:office/readers/:entry', access: 'anyone', summary: 'People of a channel whom a reporter may leave out' },
  'read-prompt-file': { method: 'GET', path: '/api/offices/:office/prompts/:file', access: 'anyone', summary: 'A recording that the office’s telephone lines say, or the set of them, by its hash' },
  'put-prompt-file': { method: 'PUT', path: '/api/offices/:office/prompts/:file', access: 'administrator', summary: 'A recording for the office’s telephone lines, or a set of them, under its hash' },
  'tell-line': { method: 'POST', path: '/api/offices/:office/line', access: 'anyone', summary: 'What a running telephone line says of itself, signed by its key' },
  'read-line': { method: 'GET', path: '/api/offices/:office/line', access: 'administrator', summary: 'What the office’s telephone line said of itself last' },
  'file-report': { method: 'POST', path: '/api/offices/:office/reports', access: 'anyone', summary: 'File a sealed report' },
  'read-report': { method: 'GET', path: '/api/report', access: 'reporter', summary: 'The conversation that a receipt code opens' },
  'reply-to-report': { method: 'POST', path: '/api/report/entries', access: 'reporter', summary: 'Add an entry as the reporter' },
  'read-report-proof': { method: 'GET', path: '/api/report/proof', access: 'reporter', summary: 'Proof that the own report is in the journal of its day' },
  'read-checkpoint': { method: 'GET', path: '/api/offices/:office/checkpoint', access: 'anyone', summary: 'The latest signed checkpoint of an office’s journal' },
  'read-journal': { method: 'GET', path: '/api/offices/:office/journal', access: 'member', summary: 'Roots of all days, with the checkpoint that they give' },
  'read-proof': { method: 'GET', path: '/api/logs/:log/entries/:seq/proof', access: 'member', summary: 'Proof that an entry is in the journal of its day' },
  'start-upload': { method: 'POST', path: '/api/uploads/:upload', access: 'uploader', summary: 'Begin to send a sealed file' },
  'put-segment': { method: 'PUT', path: '/api/uploads/:upload/segments/:segment', access: 'uploader', summary: 'Send one segment of a file; again as often as wanted' },
  'read-upload': { method: 'GET', path: '/api/uploads/:upload', access: 'uploader', summary: 'Which segments of a file have arrived' },
  'read-upload-segment': { method: 'GET', path: '/api/uploads/:upload/segments/:segment', access: 'uploader', summary: 'One segment of an upload that was never finished, for whoever sent it' },
  'finish-upload': { method: 'POST', path: '/api/uploads/:upload/file', access: 'uploader', summary: 'Every segment has been sent: the file may be cited' },
  'read-report-file': { method: 'GET', path: '/api/report/files/:file', access: 'reporter', summary: 'The segments of a file of the own report' },
  'read-report-segment': { method: 'GET', path: '/api/report/files/:file/segments/:segment', access: 'reporter', summary: 'One segment of a file of the own report' },
  'read-file': { method: 'GET', path: '/api/logs/:log/files/:file', access: 'member', summary: 'The segments of a file that a log holds' },
  'read-segment': { method: 'GET', path: '/api/logs/:log/files/:file/segments/:segment', access: 'member', summary: 'One segment of a file that a log holds' },
  'start-setup': { method: 'POST', path: '/api/setup/registration', access: 'setup', summary: 'First message of the first passphrase' },
  'finish-setup': { method: 'POST', path: '/api/setup', access: 'setup', summary: 'Make an office and its first administrator' },
  'start-session': { method: 'POST', path: '/api/sessions/start', access: 'anyone', summary: 'First message of a log-in' },
  'finish-session': { method: 'POST', path: '/api/sessions', access: 'anyone', summary: 'Second message of a log-in, with the one-time code' },
  'start-passkey-session': { method: 'POST', path: '/api/sessions/passkey/start', access: 'anyone', summary: 'A challenge for any passkey' },
  'finish-passkey-session': { method: 'POST', path: '/api/sessions/passkey', access: 'anyone', summary: 'Log in by passkey: no name is asked' },
  'start-recovery': { method: 'POST', path: '/api/recovery/start', access: 'anyone', summary: 'Show a recovery code’s token for the keys that are sealed under the code' },
  'register-recovery': { method: 'POST', path: '/api/recovery/registration', access: 'anyone', summary: 'First message of a recovered member’s new passphrase' },
  'finish-recovery': { method: 'POST', path: '/api/recovery', access: 'anyone', summary: 'New passphrase, authenticator and recovery code in the place of the ones before' },
  'list-access': { method: 'GET', path: '/api/session/access', access: 'member', summary: 'The caller’s ways in and sessions' },
  'prove-by-passphrase': { method: 'POST', path: '/api/session/proof', access: 'member', summary: 'The passphrase once more, before a way in is changed' },
  'prove-by-passkey': { method: 'POST', path: '/api/session/proof/passkey', access: 'member', summary: 'A passkey once more, before a way in is changed' },
  'start-passkey': { method: 'POST', path: '/api/session/passkeys/start', access: 'member', summary: 'A challenge for a new passkey' },
  'add-passkey': { method: 'POST', path: '/api/session/passkeys', access: 'member', summary: 'A new passkey, with the caller’s keys sealed under it' },
  'remove-passkey': { method: 'DELETE', path: '/api/session/passkeys/:passkey', access: 'member', summary: 'Remove a passkey and end the sessions that began by it' },
  'end-named-session': { method: 'DELETE', path: '/api/session/others/:session', access: 'member', summary: 'End one of the caller’s sessions' },
  'end-other-sessions': { method: 'DELETE', path: '/api/session/others', access: 'member', summary: 'End all of the caller’s sessions but this one' },
  'register-passphrase': { method: 'POST', path: '/api/session/passphrase/registration', access: 'member', summary: 'First message of the caller’s new passphrase' },
  'change-passphrase': { method: 'PUT', path: '/api/session/passphrase', access: 'member', summary: 'Change the caller’s passphrase' },
  'change-recovery': { method: 'PUT', path: '/api/session/recovery', access: 'member', summary: 'Change the caller’s recovery code' },
  'change-authenticator': { method: 'PUT', path: '/api/session/authenticator', access: 'member', summary: 'Change the secret of the caller’s one-time codes' },
  'read-notices': { method: 'GET', path: '/api/session/notices', access: 'member', summary: 'What the caller is told outside the desk, and where' },
  'put-notices': { method: 'PUT', path: '/api/session/notices', access: 'member', summary: 'Choose what to be told outside the desk, and where' },
  'remove-notices': { method: 'DELETE', path: '/api/session/notices', access: 'member', summary: 'Be told nothing any more: the address is forgotten' },
  'put-push-device': { method: 'PUT', path: '/api/session/notices/push', access: 'member', summary: 'Page the caller in this browser' },
  'remove-push-device': { method: 'DELETE', path: '/api/session/notices/push/:device', access: 'member', summary: 'Page the caller in that browser no more: its address is forgotten' },
  'test-notice': { method: 'POST', path: '/api/session/notices/test', access: 'member', summary: 'Send the caller one notice, to see whether it arrives' },
  'read-session': { method: 'GET', path: '/api/session', access: 'member', summary: 'Who the caller is, and the caller’s sealed keys' },
  'end-session': { method: 'DELETE', path: '/api/session', access: 'member', summary: 'Log out' },
  'read-invitation': { method: 'GET', path: '/api/invitations/:invitation', access: 'invitee', summary: 'What an invitation is for' },
  'start-enrolment': { method: 'POST', path: '/api/invitations/:invitation/registration', access: 'invitee', summary: 'First message of an invitee’s passphrase' },
  'finish-enrolment': { method: 'POST', path: '/api/invitations/:invitation/enrolment', access: 'invitee', summary: 'An invitee’s keys' },
  'invite-member': { method: 'POST', path: '/api/offices/:office/invitations', access: 'administrator', summary: 'Make an invitation' },
  'list-invitations': { method: 'GET', path: '/api/offices/:office/invitations', access: 'administrator', summary: 'Invitations and what invitees sent' },
  'read-paging': { method: 'GET', path: '/api/offices/:office/paging', access: 'member', summary: 'Whom an administrator named to be paged by urgent reports' },
  'put-paging': { method: 'PUT', path: '/api/offices/:office/paging', access: 'administrator', summary: 'Name who is paged by urgent reports' },
  'list-queue': { method: 'GET', path: '/api/offices/:office/queue', access: 'member', summary: 'Reports that the caller’s teams can open, newest first' },
  'list-dockets': { method: 'GET', path: '/api/offices/:office/dockets', access: 'member', summary: 'What puts each report that the caller’s teams can open in its place in a list, newest first' },
  'read-log': { method: 'GET', path: '/api/logs/:log', access: 'member', summary: 'Entries of a log and the caller’s key rows' },
  'list-disclosures': { method: 'GET', path: '/api/offices/:office/disclosures', access: 'member', summary: 'Requests for reporters’ identities that the caller made or decides about' },
  'list-cases': { method: 'GET', path: '/api/offices/:office/cases', access: 'member', summary: 'Cases that the caller reads' },
  'list-appraisals': { method: 'GET', path: '/api/offices/:office/appraisals', access: 'member', summary: 'Questions to experts about reports that the caller reads, or to the caller' },
  'read-recovery': { method: 'GET', path: '/api/offices/:office/recovery', access: 'administrator', summary: 'What was sealed to the organisation’s recovery' },
  'read-desk': { method: 'GET', path: '/api/logs/:log/desk', access: 'member', summary: 'The desk log about a report, as read-log gives it' },
  'open-log': { method: 'POST', path: '/api/offices/:office/logs', access: 'member', summary: 'Begin a desk log, a case log, a request for an identity or a question to an expert' },
  'append-entry': { method: 'POST', path: '/api/logs/:log/entries', access: 'member', summary: 'Append one entry to a log' },
  'read-erasure': { method: 'GET', path: '/api/logs/:log/erasure/:erased', access: 'anyone', summary: 'The server’s signed word that a report was erased, for whoever knows its last entry' },
  'read-own-erasure': { method: 'GET', path: '/api/logs/:log/erasure', access: 'member', summary: 'The same for the member who erased it, who need not know its last entry' },
  'read-keyring': { method: 'GET', path: '/api/offices/:office/keyring', access: 'member', summary: 'A page of log keys for a team whose key the caller has' },
  'put-keyring': { method: 'PUT', path: '/api/offices/:office/keyring', access: 'member', summary: 'Replace a page of log keys, or add one' },
  'list-text-pages': { method: 'GET', path: '/api/offices/:office/texts', access: 'member', summary: 'Pages of first words that a team’s devices share' },
  'read-text-page': { method: 'GET', path: '/api/offices/:office/texts/:page', access: 'member', summary: 'One such page, for a team whose key the caller has' },
  'put-text-page': { method: 'PUT', path: '/api/offices/:office/texts/:page', access: 'member', summary: 'Add a page of first words of reports that the team reads' },
  'put-card': { method: 'PUT', path: '/api/logs/:log/card', access: 'member', summary: 'Replace the card of a desk log' },
  'put-presence': { method: 'PUT', path: '/api/logs/:log/presence', access: 'member', summary: 'Say that the caller is at a report just now, and learn who else is' },
  'end-presence': { method: 'DELETE', path: '/api/logs/:log/presence', access: 'member', summary: 'Say that the caller left a report' },
  'read-audit': { method: 'GET', path: '/api/offices/:office/audit', access: 'auditor', summary: 'The audit log' },
  'read-audit-page': { method: 'GET', path: '/api/offices/:office/audit/entries', access: 'auditor', summary: 'Headers and signatures of all logs, without any words' },
  'read-audit-journal': { method: 'GET', path: '/api/offices/:office/audit/journal', access: 'auditor', summary: 'The journal’s days with their leaves and checkpoints' },
} as const satisfies Record<string, RouteSpec>

export type RouteName = keyof typeof ROUTES

/** Fills a route's path. @throws RangeError if a parameter is missing. */
export function pathOf(route: RouteName, parameters: Readonly<Record<string, string>> = {}): string {
  return ROUTES[route].path.replace(/:([a-z]+)/g, (_, key: string) => {
    const value = parameters[key]
    if (value === undefined) throw new RangeError(`${route} needs ${key}`)
    return encodeURIComponent(value)
  })
}

/** The header by which a reporter is known: `Postern <look-up id>.<token>`, both base64url. Never part of an address. */
export const REPORTER_SCHEME = 'Postern'
/** The header by which the sender of a file is known: `Upload <token>`, base64url. The address names the token's hash. */
export const UPLOAD_SCHEME = 'Upload'
export const SESSION_COOKIE = '__Host-postern'
