import type { Command } from './command.ts'
import { reportFetch } from './report-fetch.ts'
import { reportFile } from './report-file.ts'
import { reportMinutes } from './report-minutes.ts'
import { reportObject } from './report-object.ts'
import { reportProof } from './report-proof.ts'
import { reportRead } from './report-read.ts'
import { reportReply } from './report-reply.ts'
import { reportRetaliation } from './report-retaliation.ts'
import { reportWithdraw } from './report-withdraw.ts'

/** `postern report …`: what a reporter does. */
export const REPORTER_COMMANDS: readonly Command[] = [reportFile, reportRead, reportReply, reportMinutes, reportRetaliation, reportObject, reportFetch, reportWithdraw, reportProof]
