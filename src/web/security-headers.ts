import helmet from 'helmet';

/**
 * What every answer over HTTP forbids browsers to do with it. The page, which does more, has a policy
 * of its own (`PageMiddleware`). Socket.IO's answers do not pass here.
 */
export function securityHeaders(): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], baseUri: ["'none'"], frameAncestors: ["'none'"] },
    },
    xFrameOptions: { action: 'deny' },
    // Whether other hosts of the domain have a certificate, this server does not know.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  });
}
