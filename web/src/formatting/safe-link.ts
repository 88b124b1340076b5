const SAFE_PROTOCOLS = new Set(['http:', 'https:', 'mailto:']);

/** The address to follow, if it is a full one that can do nothing but show a page or a letter. */
export function safeLink(url: string): string | undefined {
  try {
    const { protocol, href } = new URL(url);
    return SAFE_PROTOCOLS.has(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}
