import Link, { type LinkProps } from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { follow, href } from '../url/location';

/** A link within the console. */
export function Go({
  to,
  query,
  children,
  ...more
}: {
  to: string;
  query?: Record<string, string | undefined>;
  children: ReactNode;
} & Omit<LinkProps, 'href' | 'children' | 'onFollow'>) {
  return (
    <Link {...more} href={href(to, query)} onFollow={follow}>
      {children}
    </Link>
  );
}
