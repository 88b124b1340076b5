import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { readdirSync } from 'node:fs';
import { extname } from 'node:path';
import { CONTENT_SECURITY_POLICY } from './content-security-policy.js';
import { PAGE_ADDRESSES, PAGE_FOLDER } from './page-files.js';

/** Encodings that `vite build` makes ahead of time, the better first, and what their files end in. */
const ENCODINGS = { br: '.br', gzip: '.gz' } as const;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Guards the page's answers by headers, and answers with a compressed file if there is one. */
@Injectable()
export class PageMiddleware implements NestMiddleware<Request, Response> {
  readonly #files = new Set(filesOf(PAGE_FOLDER));

  use(request: Request, response: Response, next: NextFunction): void {
    const [path = '/'] = request.url.split('?', 1);
    const file = path === '/' || PAGE_ADDRESSES.test(path) ? '/index.html' : path;
    const type = TYPES[extname(file)];
    if (type === undefined || !this.#files.has(file)) return next();
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (file === '/index.html') {
      response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
      response.setHeader('Referrer-Policy', 'no-referrer');
    }
    response.vary('Accept-Encoding');
    this.#compress(request, response, file, type);
    next();
  }

  #compress(request: Request, response: Response, file: string, type: string): void {
    const encoding = request.acceptsEncodings(['br', 'gzip']);
    if (encoding !== 'br' && encoding !== 'gzip') return;
    const compressed = file + ENCODINGS[encoding];
    if (!this.#files.has(compressed)) return;
    response.setHeader('Content-Encoding', encoding);
    response.setHeader('Content-Type', type);
    request.url = compressed;
  }
}

/** Every file of a folder as the path under which it is asked for; none if there is no folder. */
function filesOf(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return entries.map((entry) => `/${entry.replaceAll('\\', '/')}`);
  } catch {
    return [];
  }
}
