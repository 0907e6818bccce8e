package homeport.server;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What runs, as {@code status} and {@code endpoints} print it and {@code --json} writes it.
 *
 * @param api the URL of every AWS API
 * @param data the data folder
 * @param started when this process came up; its databases may be older
 * @param databases in identifier order
 * @param endpoints in name order
 * @param replicas in identifier order
 * @param proxies in name order
 */
public record Status(
        String version,
        String api,
        String data,
        long pid,
        Instant started,
        List<Database> databases,
        List<Endpoint> endpoints,
        List<Replica> replicas,
        List<Proxy> proxies) {
    /** A lag that cannot be told, as of AWS's metric {@code ReplicaLag}. */
    private static final double UNKNOWN = -1;

    public Status {
        proxies = List.copyOf(proxies);
        replicas = List.copyOf(replicas);
        databases = List.copyOf(databases);
        endpoints = List.copyOf(endpoints);
    }

    /**
     * One DB instance or DB cluster; the members of a cluster follow it. Texts are empty and the
     * pid is 0 where there is nothing to say.
     *
     * @param status AWS's word for it
     * @param zone {@code us-east-1a}
     * @param endpoint {@code address:port} where clients connect
     * @param node the address of the PostgreSQL server behind it
     * @param pid its postmaster
     * @param engine {@code postgres 16.3}
     * @param logs the folder of its log files
     * @param lag of a read replica or of a cluster's reader, {@code 0.3 s} or {@code unknown}
     */
    public record Database(
            String identifier,
            String status,
            String zone,
            String endpoint,
            String node,
            long pid,
            String engine,
            String logs,
            String lag) {}

    /**
     * One read replica.
     *
     * @param source identifier of the instance or cluster that it replicates, its ARN when that is
     *     in another region
     * @param status AWS's word for its replication
     * @param lagSeconds -1: it cannot be told
     * @param streamsFrom the node of the source that it streams from
     * @param message why it does not replicate
     */
    public record Replica(
            String identifier,
            String region,
            String source,
            String status,
            double lagSeconds,
            String streamsFrom,
            String message) {}

    /**
     * One DB proxy.
     *
     * @param status AWS's word for it
     * @param target identifier of the instance or cluster that it pools connections to; empty: none
     * @param endpoints the default one first
     * @param targets each DB instance of the target
     */
    public record Proxy(
            String name,
            String region,
            String status,
            String target,
            List<ProxyEndpoint> endpoints,
            List<ProxyTarget> targets) {
        public Proxy {
            endpoints = List.copyOf(endpoints);
            targets = List.copyOf(targets);
        }
    }

    /**
     * @param name {@code default}, or its own
     * @param role READ_WRITE or READ_ONLY
     * @param problem why nobody can come in; empty: nothing says so
     */
    public record ProxyEndpoint(
            String name,
            String role,
            String address,
            int port,
            String status,
            String hostName,
            String problem) {}

    /**
     * @param role READ_WRITE, READ_ONLY or UNKNOWN
     * @param state AWS's word for its health
     * @param reason AWS's word for why it is not available; empty when it is
     * @param description the same as a sentence
     */
    public record ProxyTarget(
            String identifier, String role, String state, String reason, String description) {}

    /** {@code 0.3 s}, or {@code unknown}. */
    public static String lagText(double seconds) {
        return seconds == UNKNOWN ? "unknown" : String.format(Locale.ROOT, "%.1f s", seconds);
    }

    /**
     * One address that clients can use.
     *
     * @param kind instance, writer, reader or proxy
     * @param writer the instance behind it that takes writes; empty when there is none
     * @param leadsTo the instances that a new connection may reach right now
     * @param hostName the name AWS would give it
     */
    public record Endpoint(
            String name,
            String kind,
            String address,
            int port,
            String writer,
            List<String> leadsTo,
            String hostName) {
        public Endpoint {
            leadsTo = List.copyOf(leadsTo);
        }
    }

    /**
     * The data of one snapshot, as {@code backups} prints it.
     *
     * @param instance the DB instance or DB cluster that it is of
     * @param kind automated or manual
     * @param status AWS's word for it
     * @param taken empty until it is
     * @param bytes that it takes on disk
     * @param packed one compressed file
     * @param encrypted that file is
     * @param verified when it was last restored on trial; empty: not yet
     * @param problem why it cannot be restored; empty: nothing says so
     */
    public record Backup(
            String instance,
            String snapshot,
            String kind,
            String status,
            Optional<Instant> taken,
            long bytes,
            boolean packed,
            boolean encrypted,
            Optional<Instant> verified,
            String problem) {}
}
