import type { DBCluster, DBInstance } from '@aws-sdk/client-rds';

/** A database by its name: an instance or a cluster, among all that there are. */
export interface Estate {
  id: string;
  instance?: DBInstance | undefined;
  cluster?: DBCluster | undefined;
  instances: DBInstance[];
  clusters: DBCluster[];
}

export function estate(id: string, instances: DBInstance[], clusters: DBCluster[]): Estate {
  return {
    id,
    instance: instances.find((one) => one.DBInstanceIdentifier === id),
    cluster: clusters.find((one) => one.DBClusterIdentifier === id),
    instances,
    clusters,
  };
}

export type NodeRole = 'primary' | 'standby' | 'replica' | 'writer' | 'reader';

export const ROLES: Record<NodeRole, { word: string; does: string }> = {
  primary: { word: 'Primary', does: 'reads and writes' },
  standby: { word: 'Standby', does: 'takes over' },
  replica: { word: 'Replica', does: 'reads' },
  writer: { word: 'Writer', does: 'reads and writes' },
  reader: { word: 'Reader', does: 'reads, takes over' },
};

/** A server as it is drawn. */
export interface Node {
  key: string;
  /** Of the instance; a standby has that of its primary. */
  id: string;
  zone: string;
  role: NodeRole;
  status: string;
  /** The key of the node that it follows. */
  source?: string | undefined;
  sync: boolean;
  endpoint?: string | undefined;
  depth: number;
}

const address = (host: string | undefined, port: number | undefined) => (host ? `${host}:${port}` : undefined);

/** All servers of a database and of what follows it, sources before those that follow. */
export function nodes(of: Estate): Node[] {
  const root = rootOf(of);
  const all: Node[] = [];
  if (root.cluster) addCluster(root.cluster, of, all, undefined, 0);
  else if (root.instance) addInstance(root.instance, of, all, undefined, 0);
  return all;
}

/** The source of the source, to the one that follows nobody. */
function rootOf(of: Estate): { instance?: DBInstance | undefined; cluster?: DBCluster | undefined } {
  let instance = of.instance;
  let cluster = of.cluster;
  for (let nth = 0; nth < 10; nth++) {
    if (instance?.DBClusterIdentifier) {
      const own: string = instance.DBClusterIdentifier;
      cluster = of.clusters.find((one) => one.DBClusterIdentifier === own);
      instance = undefined;
    }
    const above: string | undefined = cluster
      ? cluster.ReplicationSourceIdentifier?.split(':').at(-1)
      : instance?.ReadReplicaSourceDBInstanceIdentifier?.split(':').at(-1) ??
        instance?.ReadReplicaSourceDBClusterIdentifier?.split(':').at(-1);
    if (!above) break;
    const next = of.instances.find((one) => one.DBInstanceIdentifier === above);
    const nextCluster = of.clusters.find((one) => one.DBClusterIdentifier === above);
    if (!next && !nextCluster) break;
    instance = next;
    cluster = next ? undefined : nextCluster;
  }
  return { instance, cluster };
}

function addInstance(one: DBInstance, of: Estate, all: Node[], source: string | undefined, depth: number): void {
  if (depth > 4) return;
  const id = one.DBInstanceIdentifier!;
  // Its source may be in another region.
  const follows = source ?? one.ReadReplicaSourceDBInstanceIdentifier ?? one.ReadReplicaSourceDBClusterIdentifier;
  all.push({
    key: id,
    id,
    zone: one.AvailabilityZone ?? '',
    role: follows ? 'replica' : 'primary',
    status: one.DBInstanceStatus ?? '',
    source,
    sync: false,
    endpoint: address(one.Endpoint?.Address, one.Endpoint?.Port),
    depth,
  });
  if (one.SecondaryAvailabilityZone)
    all.push({
      key: id + '/standby',
      id,
      zone: one.SecondaryAvailabilityZone,
      role: 'standby',
      status: one.DBInstanceStatus ?? '',
      source: id,
      sync: follows === undefined,
      depth,
    });
  addReplicas(one.ReadReplicaDBInstanceIdentifiers, one.ReadReplicaDBClusterIdentifiers, of, all, id, depth + 1);
}

function addCluster(one: DBCluster, of: Estate, all: Node[], source: string | undefined, depth: number): void {
  if (depth > 4) return;
  const members = [...(one.DBClusterMembers ?? [])].sort((a, b) => Number(b.IsClusterWriter) - Number(a.IsClusterWriter));
  const writer = members.find((member) => member.IsClusterWriter)?.DBInstanceIdentifier;
  for (const member of members) {
    const instance = of.instances.find((other) => other.DBInstanceIdentifier === member.DBInstanceIdentifier);
    all.push({
      key: member.DBInstanceIdentifier!,
      id: member.DBInstanceIdentifier!,
      zone: instance?.AvailabilityZone ?? '',
      role: member.IsClusterWriter ? 'writer' : 'reader',
      status: instance?.DBInstanceStatus ?? '',
      source: member.IsClusterWriter ? source : writer,
      sync: !member.IsClusterWriter,
      endpoint: member.IsClusterWriter
        ? address(one.Endpoint, one.Port)
        : address(instance?.Endpoint?.Address, instance?.Endpoint?.Port),
      depth,
    });
  }
  addReplicas(one.ReadReplicaIdentifiers, [], of, all, writer, depth + 1);
}

function addReplicas(
  instances: string[] | undefined,
  clusters: string[] | undefined,
  of: Estate,
  all: Node[],
  source: string | undefined,
  depth: number,
): void {
  for (const name of instances ?? []) {
    const id = name.split(':').at(-1);
    const found = of.instances.find((one) => one.DBInstanceIdentifier === id);
    if (found && !all.some((one) => one.key === id)) addInstance(found, of, all, source, depth);
  }
  for (const name of clusters ?? []) {
    const found = of.clusters.find((one) => one.DBClusterIdentifier === name.split(':').at(-1));
    if (found) addCluster(found, of, all, source, depth);
  }
}
