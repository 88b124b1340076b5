import { churn } from './churn.row.js';
import { clock, clusterClock } from './clock.rows.js';
import { clusterSenders, concurrentSenders } from './concurrent-senders.rows.js';
import { damagedDatabase } from './damaged-database.row.js';
import { clusterDrain, drain } from './drain.rows.js';
import { fullDisk } from './full-disk.row.js';
import { halfOpen } from './half-open.row.js';
import { clusterKill, kill } from './kill.rows.js';
import { clusterLeaveRace, leaveRace } from './leave-race.rows.js';
import { lostAnswer } from './lost-answer.row.js';
import { nodeDeath } from './node-death.row.js';
import { nodePause } from './node-pause.row.js';
import {
  churnWithoutDatabase,
  clusterPostgresCrash,
  clusterPostgresHang,
  clusterPostgresLock,
  postgresCrash,
  postgresHang,
  postgresLock,
} from './postgres-outage.rows.js';
import { clusterStorm, reconnectStorm } from './reconnect-storm.rows.js';
import { redisHung, redisKilled, redisPartition } from './redis-outage.rows.js';
import { revoked } from './revoked.row.js';
import { slowReader } from './slow-reader.row.js';
import { fsyncBeforeAnswer } from './fsync.row.js';
import type { Row } from './row.js';

/** All rows, in the order of their numbers. */
export const ROWS: readonly Row[] = [
  kill,
  clusterKill,
  lostAnswer,
  churnWithoutDatabase,
  slowReader,
  revoked,
  leaveRace,
  clusterLeaveRace,
  postgresCrash,
  clusterPostgresCrash,
  postgresHang,
  clusterPostgresHang,
  postgresLock,
  clusterPostgresLock,
  redisKilled,
  redisHung,
  redisPartition,
  nodePause,
  nodeDeath,
  drain,
  clusterDrain,
  concurrentSenders,
  clusterSenders,
  reconnectStorm,
  clusterStorm,
  halfOpen,
  fullDisk,
  damagedDatabase,
  fsyncBeforeAnswer,
  clock,
  clusterClock,
  churn,
];
