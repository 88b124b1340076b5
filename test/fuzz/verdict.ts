import { ERROR_CATALOGUE } from '../../src/protocol/index.js';
import type { Outcome } from './fuzz-connection.js';

/** Larger answers hold a page of messages; those to garbage are short. */
const MAX_ANSWER = 20_000_000;

/** What is wrong with the answer to an event, if anything is. */
export function faultOfAnswer(outcome: Outcome): string | undefined {
  if (outcome === 'silence') return 'was not answered';
  if (outcome === 'closed') return undefined;
  if (outcome.length > MAX_ANSWER) return 'was answered at too great a length';
  const answer = listOf(outcome.replace(/^43\d+/, ''))?.[0];
  if (!isObject(answer)) return `was answered with ${outcome.slice(0, 200)}`;
  if (Reflect.get(answer, 'ok') === true) return undefined;
  return faultOfError(Reflect.get(answer, 'error'), outcome);
}

/** What is wrong with the answer to a handshake, if anything is. */
export function faultOfHandshake(outcome: Outcome): string | undefined {
  if (outcome === 'silence') return 'was neither accepted nor refused';
  if (outcome === 'closed' || outcome.startsWith('40{"sid"')) return undefined;
  const refusal = listOf(`[${outcome.slice(2)}]`)?.[0];
  if (!isObject(refusal)) return `was refused with ${outcome.slice(0, 200)}`;
  return faultOfError(Reflect.get(refusal, 'data'), outcome);
}

function faultOfError(error: unknown, outcome: string): string | undefined {
  const code: unknown = isObject(error) ? Reflect.get(error, 'code') : undefined;
  if (typeof code !== 'string' || !(code in ERROR_CATALOGUE)) {
    return `was refused without a code: ${outcome.slice(0, 200)}`;
  }
  // Whatever is the client's fault has a code of its own.
  return code === 'INTERNAL' ? `was a fault of the server: ${outcome.slice(0, 200)}` : undefined;
}

function listOf(json: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
