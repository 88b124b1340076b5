import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';
import { ERROR_CATALOGUE, type ErrorCode } from '../../protocol/index.js';
import { CommitObserver } from '../../rooms/commit.observer.js';
import { LabelledCounter } from './labelled-counter.js';

/** Upper bounds of histograms: messages, and seconds. */
const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
const COMMIT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const FAN_OUT_SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
];

/** Counts and times what happens, where it happens. Nothing here grows with people or rooms. */
@Injectable()
export class ChatMeter extends CommitObserver {
  /** Every metric of chat, and nothing else. */
  readonly registry = new Registry();

  private readonly registers = [this.registry];
  private readonly opened = new Counter({
    name: 'parley_connections_opened_total',
    help: 'Connections that were accepted.',
    registers: this.registers,
  });
  private readonly refused = new LabelledCounter(this.registry, {
    name: 'parley_connections_refused_total',
    help: 'Connections that were refused in their handshake, by the code that they were told.',
    label: 'code',
  });
  private readonly requests = new LabelledCounter(this.registry, {
    name: 'parley_requests_total',
    help: 'Requests of clients, by event.',
    label: 'event',
  });
  private readonly errors = new LabelledCounter(this.registry, {
    name: 'parley_errors_total',
    help: 'Requests that were answered with an error, by its code.',
    label: 'code',
  });
  private readonly messages = new LabelledCounter(this.registry, {
    name: 'parley_messages_total',
    help: 'Messages that were committed, by kind: to a room, or private. Retries are not counted again.',
    label: 'kind',
  });
  private readonly commitSize = new Histogram({
    name: 'parley_commit_messages',
    help: 'Messages in one transaction.',
    buckets: BATCH_SIZES,
    registers: this.registers,
  });
  private readonly commitTime = new Histogram({
    name: 'parley_commit_seconds',
    help: 'Time that a transaction of messages took, its commit included.',
    buckets: COMMIT_SECONDS,
    registers: this.registers,
  });
  private readonly commitFailures = new Counter({
    name: 'parley_commit_failures_total',
    help: 'Transactions of messages that failed; their senders were told UNAVAILABLE.',
    registers: this.registers,
  });
  private readonly deliveries = new Counter({
    name: 'parley_deliveries_total',
    help: 'Events that were written to the sockets of rooms and of people: a message to a room of ten is nine. Answers to requests are not counted.',
    registers: this.registers,
  });
  private readonly fanOutTime = new Histogram({
    name: 'parley_fanout_seconds',
    help: 'Time that writing to all sockets took, for each turn of the event loop with something to write.',
    buckets: FAN_OUT_SECONDS,
    registers: this.registers,
  });
  private readonly cuts = new Counter({
    name: 'parley_slow_readers_cut_total',
    help: 'Connections that were cut because their client did not read what it was sent.',
    registers: this.registers,
  });

  constructor() {
    super();
    this.refused.expect(Object.keys(ERROR_CATALOGUE));
    this.errors.expect(Object.keys(ERROR_CATALOGUE));
    this.messages.expect(['room', 'private']);
  }

  /** The events that requests may be. */
  expectEvents(events: readonly string[]): void {
    this.requests.expect(events);
  }

  connectionOpened(): void {
    this.opened.inc();
  }

  connectionRefused(code: ErrorCode): void {
    this.refused.add(code);
  }

  /** @param event one of the protocol's. */
  requested(event: string): void {
    this.requests.add(event);
  }

  answeredWithError(code: ErrorCode): void {
    this.errors.add(code);
  }

  messageSent(kind: 'room' | 'private'): void {
    this.messages.add(kind);
  }

  override committed(messages: number, seconds: number): void {
    this.commitSize.observe(messages);
    this.commitTime.observe(seconds);
  }

  override failed(): void {
    this.commitFailures.inc();
  }

  fannedOut(deliveries: number, seconds: number): void {
    this.deliveries.inc(deliveries);
    this.fanOutTime.observe(seconds);
  }

  slowReaderCut(): void {
    this.cuts.inc();
  }
}
