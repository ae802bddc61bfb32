/**
 * The sealing code of the reporter's page: everything that touches keys, in one module that loads while the person types.
 * Built by build.ts; the page module imports it only after the browser held it to its hash.
 */
export { checkAnswers, STANDARD_QUESTIONNAIRE } from '#domain/questionnaire.ts'
export { feedbackBy } from '#domain/clocks.ts'
export { httpApi } from '#clients/transport/api.ts'
export { loadOffice } from '#clients/reporter/load-office.ts'
export { openReport } from '#clients/reporter/open-report.ts'
export { prepareReport } from '#clients/reporter/file-report.ts'
export { replyToReport } from '#clients/reporter/reply.ts'
export { checkReceipt, deriveReporter, groupsOf, newReceipt } from '#sealing/plain/receipt.ts'
