import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, type ReactNode } from 'react';
import { follow, href } from '../url/location';

/** What every page has: its title, where it is, what can be done, and what it shows. */
export function Page({
  title,
  description,
  trail = [],
  actions,
  children,
}: {
  title: string;
  description?: ReactNode;
  trail?: { text: string; path: string }[];
  actions?: ReactNode;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Homeport`;
  }, [title]);
  return (
    <ContentLayout
      breadcrumbs={
        trail.length > 0 && (
          <BreadcrumbGroup
            ariaLabel="Where this page is"
            items={[
              ...trail.map((one) => ({ text: one.text, href: href(one.path) })),
              { text: title, href: window.location.pathname },
            ]}
            onFollow={follow}
          />
        )
      }
      header={
        <Header variant="h1" description={description} actions={actions}>
          {title}
        </Header>
      }
    >
      <SpaceBetween size="l">{children}</SpaceBetween>
    </ContentLayout>
  );
}
