import type { AnchorHTMLAttributes, MouseEvent, ReactElement } from 'react';
import { BASE_PATH } from '../config.js';
import { hrefOf, type Route } from './route.js';
import { navigate } from './router.js';

/** Should the browser itself follow this click: into a new tab, a download? */
function isForBrowser(event: MouseEvent): boolean {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  readonly to: Route;
}

/** A link within the page: a real address, followed without loading anything. */
export function Link({ to, onClick, children, ...rest }: LinkProps): ReactElement {
  return (
    <a
      {...rest}
      href={hrefOf(to, BASE_PATH)}
      onClick={(event) => {
        onClick?.(event);
        if (isForBrowser(event)) return;
        event.preventDefault();
        navigate(to);
      }}
    >
      {children}
    </a>
  );
}
