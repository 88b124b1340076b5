import { useEffect, useState } from 'react';

/** An answer that takes longer deserves a word. */
const PATIENCE_MS = 10_000;

/** Has an answer been waited for, on a live connection, for longer than is usual? */
export function useSilence(waiting: boolean): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [waiting]);
  return long;
}
