import { startDesk } from './start.ts'
import { wiredDeeds } from './wired-deeds.ts'

void startDesk(wiredDeeds())
