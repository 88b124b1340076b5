/**
 * Is told how a server's fan-out goes. It is called once for each tick that sends anything, so it does
 * nothing that takes time, and never throws.
 */
export interface FanOutObserver {
  /** A tick's packets were written, in so many seconds: so many to sockets of rooms and of people. */
  flushed(deliveries: number, seconds: number): void;
  /** A connection was cut because its client did not read. */
  cut(): void;
}
