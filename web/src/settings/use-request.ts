import { useState } from 'react';

interface Request {
  /** It is on its way. */
  readonly busy: boolean;
  /** What the last one came to, if it failed. */
  readonly failure: unknown;
  /** Makes it, unless one is on its way. Resolves to whether it was done. */
  readonly make: () => Promise<boolean>;
}

/** Something that is asked of the server by a button. */
export function useRequest(request: () => Promise<void>): Request {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const make = async (): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    setFailure(undefined);
    try {
      await request();
      return true;
    } catch (thrown) {
      setFailure(thrown);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, make };
}
