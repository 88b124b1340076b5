import { churn } from './churn.row.js';
import { clock } from './clock.row.js';
import { concurrentSenders } from './concurrent-senders.row.js';
import { clusterKill, nodeDeath } from './cluster-kill.row.js';
import { clusterClock, clusterLeaveRace, clusterSenders, clusterStorm } from './cluster.rows.js';
import { damagedDatabase } from './damaged-database.row.js';
import { clusterDrain, drain } from './drain.row.js';
import { fullDisk } from './full-disk.row.js';
import { halfOpen } from './half-open.row.js';
import { kill } from './kill.row.js';
import { leaveRace } from './leave-race.row.js';
import { lostAnswer } from './lost-answer.row.js';
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
import { reconnectStorm } from './reconnect-storm.row.js';
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
