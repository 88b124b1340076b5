import { churn } from './churn.row.js';
import { clock } from './clock.row.js';
import { concurrentSenders } from './concurrent-senders.row.js';
import { damagedDatabase } from './damaged-database.row.js';
import { drain } from './drain.row.js';
import { fullDisk } from './full-disk.row.js';
import { halfOpen } from './half-open.row.js';
import { kill } from './kill.row.js';
import { leaveRace } from './leave-race.row.js';
import { lostAnswer } from './lost-answer.row.js';
import {
  churnWithoutDatabase,
  postgresCrash,
  postgresHang,
  postgresLock,
} from './postgres-outage.rows.js';
import { reconnectStorm } from './reconnect-storm.row.js';
import { slowReader } from './slow-reader.row.js';
import { fsyncBeforeAnswer } from './fsync.row.js';
import type { Row } from './row.js';

/** All rows, in the order of their numbers. */
export const ROWS: readonly Row[] = [
  kill,
  lostAnswer,
  churnWithoutDatabase,
  slowReader,
  leaveRace,
  postgresCrash,
  postgresHang,
  postgresLock,
  drain,
  concurrentSenders,
  reconnectStorm,
  halfOpen,
  fullDisk,
  damagedDatabase,
  fsyncBeforeAnswer,
  clock,
  churn,
];
