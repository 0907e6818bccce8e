import type { ComponentType } from 'react';

/** A page's code, which is fetched when somebody goes there. */
export class Code<P> {
  /** Once it is here; a page that is shown meanwhile waits for its own. */
  here: ComponentType<P> | undefined;

  constructor(readonly load: () => Promise<{ default: ComponentType<P> }>) {}

  async fetch(): Promise<void> {
    this.here = (await this.load()).default;
  }
}

export const CODE = {
  Alarms: new Code(() => import('../pages/Alarms')),
  CreateDatabase: new Code(() => import('../pages/CreateDatabase')),
  Database: new Code(() => import('../pages/Database')),
  Databases: new Code(() => import('../pages/Databases')),
  Events: new Code(() => import('../pages/Events')),
  Fleet: new Code(() => import('../pages/Fleet')),
  Insights: new Code(() => import('../pages/Insights')),
  InsightsChoice: new Code(() => import('../pages/InsightsChoice')),
  ParameterGroup: new Code(() => import('../pages/ParameterGroup')),
  ParameterGroups: new Code(() => import('../pages/ParameterGroups')),
  Proxies: new Code(() => import('../pages/Proxies')),
  Proxy: new Code(() => import('../pages/Proxy')),
  Replicas: new Code(() => import('../pages/Replicas')),
  Stacks: new Code(() => import('../pages/Stacks')),
};

/** Which page an address below the console's own path is of. */
export function nameAt(path: string): keyof typeof CODE | undefined {
  const [section = '', name] = path.split('/').slice(1);
  switch (section) {
    case '':
    case 'fleet':
      return 'Fleet';
    case 'databases':
      if (name === undefined) return 'Databases';
      return name === '+' ? 'CreateDatabase' : 'Database';
    case 'insights':
      return name === undefined ? 'InsightsChoice' : 'Insights';
    case 'proxies':
      return name === undefined ? 'Proxies' : 'Proxy';
    case 'replicas':
      return 'Replicas';
    case 'alarms':
      return 'Alarms';
    case 'events':
      return 'Events';
    case 'parameters':
      return name === undefined ? 'ParameterGroups' : 'ParameterGroup';
    case 'stacks':
      return 'Stacks';
    default:
      return undefined;
  }
}
