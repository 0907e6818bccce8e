import { Component, lazy, Suspense, type ReactNode } from 'react';
import { Page } from '../parts/Page';
import { Empty, Failed, Loading } from '../parts/States';
import { Go } from '../parts/Go';

const Databases = lazy(() => import('../pages/Databases'));
const Database = lazy(() => import('../pages/Database'));
const CreateDatabase = lazy(() => import('../pages/CreateDatabase'));
const Fleet = lazy(() => import('../pages/Fleet'));
const Insights = lazy(() => import('../pages/Insights'));
const InsightsChoice = lazy(() => import('../pages/InsightsChoice'));
const Proxies = lazy(() => import('../pages/Proxies'));
const Proxy = lazy(() => import('../pages/Proxy'));
const Replicas = lazy(() => import('../pages/Replicas'));
const Alarms = lazy(() => import('../pages/Alarms'));
const Events = lazy(() => import('../pages/Events'));
const ParameterGroups = lazy(() => import('../pages/ParameterGroups'));
const ParameterGroup = lazy(() => import('../pages/ParameterGroup'));
const Stacks = lazy(() => import('../pages/Stacks'));

/** Each page by its address; a page that breaks says so and leaves the rest of the console alone. */
export function Pages({ path }: { path: string }) {
  return (
    <Caught key={path}>
      <Suspense fallback={<Loading what="the page" />}>{pageAt(path)}</Suspense>
    </Caught>
  );
}

function pageAt(path: string): ReactNode {
  const [section = '', ...rest] = path.split('/').slice(1).map(decoded);
  const [name, tab] = rest;
  switch (section) {
    case '':
    case 'fleet':
      return <Fleet />;
    case 'databases':
      if (name === undefined) return <Databases />;
      if (name === '+') return <CreateDatabase />;
      return <Database id={name} tab={tab ?? 'overview'} />;
    case 'insights':
      return name === undefined ? <InsightsChoice /> : <Insights id={name} />;
    case 'proxies':
      return name === undefined ? <Proxies /> : <Proxy name={name} tab={tab ?? 'overview'} />;
    case 'replicas':
      return <Replicas />;
    case 'alarms':
      return <Alarms />;
    case 'events':
      return <Events />;
    case 'parameters':
      return name === undefined ? <ParameterGroups /> : <ParameterGroup name={name} />;
    case 'stacks':
      return <Stacks />;
    default:
      return (
        <Page title="No such page">
          <Empty title="There is no page at this address.">
            <Go to="/fleet">Fleet</Go>
          </Empty>
        </Page>
      );
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

class Caught extends Component<{ children: ReactNode }, { thrown: unknown }> {
  override state = { thrown: undefined as unknown };

  static getDerivedStateFromError(thrown: unknown) {
    return { thrown };
  }

  override render() {
    if (this.state.thrown === undefined) return this.props.children;
    return (
      <Failed
        failure={{ code: 'The page failed', message: String(this.state.thrown), requestId: '', kind: 'other' }}
        retry={() => window.location.reload()}
      />
    );
  }
}
