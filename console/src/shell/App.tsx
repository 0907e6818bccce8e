import AppLayout from '@cloudscape-design/components/app-layout';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import TopNavigation from '@cloudscape-design/components/top-navigation';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { ClientsContext, clientsOf } from '../aws/clients';
import { forgetSession, savedSession, saveSession, type Session } from '../aws/session';
import { follow, go, href, usePlace } from '../url/location';
import { Pages } from './Pages';
import { SignIn } from './SignIn';
import { Keys } from './Keys';
import { switchMode, useDark } from './theme';

export const SECTIONS: { text: string; path: string; key: string }[] = [
  { text: 'Fleet', path: '/fleet', key: 'f' },
  { text: 'Databases', path: '/databases', key: 'd' },
  { text: 'Database insights', path: '/insights', key: 'i' },
  { text: 'Proxies', path: '/proxies', key: 'p' },
  { text: 'Replicas', path: '/replicas', key: 'r' },
  { text: 'Alarms', path: '/alarms', key: 'a' },
  { text: 'Events', path: '/events', key: 'e' },
  { text: 'Parameter groups', path: '/parameters', key: 'g' },
  { text: 'Stacks', path: '/stacks', key: 's' },
];

export function App() {
  const [session, setSession] = useState<Session | null>(savedSession);
  if (session === null)
    return (
      <SignIn
        signedIn={(one) => {
          saveSession(one);
          setSession(one);
        }}
      />
    );
  return (
    <SignedIn
      session={session}
      signOut={() => {
        forgetSession();
        setSession(null);
      }}
    />
  );
}

const WIDE = '(min-width: 1001px)';

/** Whether there is room for the list of pages; until somebody opens or closes it, that decides. */
function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia(WIDE);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => window.matchMedia(WIDE).matches,
  );
}

function SignedIn({ session, signOut }: { session: Session; signOut: () => void }) {
  const place = usePlace();
  const dark = useDark();
  const clients = useMemo(() => clientsOf(session), [session]);
  const wide = useWide();
  const [navigation, setNavigation] = useState<boolean | null>(null);
  const [keys, setKeys] = useState(false);
  useEffect(() => {
    if (place.path === '/') go(href('/fleet'), true);
  }, [place.path]);
  const section = SECTIONS.find((one) => place.path.startsWith(one.path));
  return (
    <ClientsContext.Provider value={clients}>
      <div id="top">
        <TopNavigation
          identity={{ href: href('/fleet'), title: 'Homeport', onFollow: (event) => { event.preventDefault(); go(href('/fleet')); } }}
          i18nStrings={{ overflowMenuTriggerText: 'More', overflowMenuTitleText: 'All', searchIconAriaLabel: 'Search' }}
          utilities={[
            { type: 'button', text: dark ? 'Light' : 'Dark', ariaLabel: dark ? 'Switch to light mode' : 'Switch to dark mode', onClick: switchMode },
            { type: 'button', text: 'Keys', onClick: () => setKeys(true) },
            {
              type: 'menu-dropdown',
              text: session.region,
              description: session.accessKeyId,
              ariaLabel: `Region ${session.region}, signed in`,
              items: [{ id: 'out', text: 'Sign out' }],
              onItemClick: signOut,
            },
          ]}
        />
      </div>
      <AppLayout
        headerSelector="#top"
        toolsHide
        navigationOpen={navigation ?? wide}
        onNavigationChange={({ detail }) => setNavigation(detail.open)}
        navigation={
          <SideNavigation
            activeHref={section ? href(section.path) : ''}
            items={SECTIONS.map((one) => ({ type: 'link', text: one.text, href: href(one.path) }))}
            onFollow={follow}
          />
        }
        ariaLabels={{
          navigation: 'Pages',
          navigationToggle: 'Open the list of pages',
          navigationClose: 'Close the list of pages',
        }}
        content={<Pages path={place.path} />}
      />
      <Keys open={keys} setOpen={setKeys} sections={SECTIONS} />
    </ClientsContext.Provider>
  );
}
