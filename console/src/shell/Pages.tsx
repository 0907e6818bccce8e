import { Component, createElement, lazy, Suspense, type ComponentType, type ReactNode } from 'react';
import { Page } from '../parts/Page';
import { Empty, Failed, Loading } from '../parts/States';
import { Go } from '../parts/Go';
import { CODE, nameAt, type Code } from './code';

/** A page by its code, which is here already or is fetched now. */
function page<P extends object>(code: Code<P>): ComponentType<P> {
  const Later: ComponentType<P> = lazy(code.load);
  return (given) => createElement(code.here ?? Later, given);
}

const Alarms = page(CODE.Alarms);
const CreateDatabase = page(CODE.CreateDatabase);
const Database = page(CODE.Database);
const Databases = page(CODE.Databases);
const Events = page(CODE.Events);
const Fleet = page(CODE.Fleet);
const Insights = page(CODE.Insights);
const InsightsChoice = page(CODE.InsightsChoice);
const ParameterGroup = page(CODE.ParameterGroup);
const ParameterGroups = page(CODE.ParameterGroups);
const Proxies = page(CODE.Proxies);
const Proxy = page(CODE.Proxy);
const Replicas = page(CODE.Replicas);
const Stacks = page(CODE.Stacks);

/** Each page by its address; a page that breaks says so and leaves the rest of the console alone. */
export function Pages({ path }: { path: string }) {
  return (
    <Caught key={path}>
      <Suspense fallback={<Loading what="the page" />}>{pageAt(path)}</Suspense>
    </Caught>
  );
}

function pageAt(path: string): ReactNode {
  const [name = '', tab] = path.split('/').slice(2).map(decoded);
  switch (nameAt(path)) {
    case 'Alarms':
      return <Alarms />;
    case 'CreateDatabase':
      return <CreateDatabase />;
    case 'Database':
      return <Database id={name} tab={tab ?? 'overview'} />;
    case 'Databases':
      return <Databases />;
    case 'Events':
      return <Events />;
    case 'Fleet':
      return <Fleet />;
    case 'Insights':
      return <Insights id={name} />;
    case 'InsightsChoice':
      return <InsightsChoice />;
    case 'ParameterGroup':
      return <ParameterGroup name={name} />;
    case 'ParameterGroups':
      return <ParameterGroups />;
    case 'Proxies':
      return <Proxies />;
    case 'Proxy':
      return <Proxy name={name} tab={tab ?? 'overview'} />;
    case 'Replicas':
      return <Replicas />;
    case 'Stacks':
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
