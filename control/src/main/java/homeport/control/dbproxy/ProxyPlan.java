package homeport.control.dbproxy;

import homeport.engine.Node.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One proxy as it is to be served, all in one: what changes makes another plan. Two plans are equal
 * when nothing is to change.
 *
 * @param id {@code prx-…}, for life
 * @param roleArn the role with which it reads its secrets, and connects where IAM goes to the
 *     database
 * @param endpoints the default one first
 * @param iamToDatabase {@code DefaultAuthScheme} is IAM_AUTH
 * @param idleClientMax a client that has asked for nothing this long is sent away
 * @param debugUntil enhanced logging is on until then
 * @param target empty: none is registered
 */
public record ProxyPlan(
        String id,
        String name,
        String region,
        String account,
        String roleArn,
        List<Endpoint> endpoints,
        boolean iamToDatabase,
        List<AuthEntry> auth,
        boolean requireTls,
        Duration idleClientMax,
        Optional<Instant> debugUntil,
        PoolConfig pool,
        Optional<Target> target) {
    public ProxyPlan {
        endpoints = List.copyOf(endpoints);
        auth = List.copyOf(auth);
    }

    /** {@code arn:aws:rds:…:db-proxy:prx-…}. */
    public String arn() {
        return "arn:aws:rds:%s:%s:db-proxy:%s".formatted(region, account, id);
    }

    /**
     * Where clients come in.
     *
     * @param id of its own, for life; the default one's is the proxy's
     * @param name as in metrics and logs: {@code default}, or the endpoint's
     * @param host the name that AWS would give it; it and the address stand in the certificate
     * @param securityGroups whose inbound rules say who may come in
     */
    public record Endpoint(
            String id,
            String name,
            String address,
            int port,
            String host,
            TargetRole role,
            List<String> securityGroups) {
        public Endpoint {
            securityGroups = List.copyOf(securityGroups);
        }

        /** Whether its clients meet the same at the same place, whoever they may be. */
        public boolean isAsOpen(Endpoint other) {
            return other.admitting(securityGroups).equals(this);
        }

        private Endpoint admitting(List<String> groups) {
            return new Endpoint(id, name, address, port, host, role, groups);
        }
    }

    /**
     * The instance or cluster that connections are pooled to. Which of its servers takes writes is
     * not here: {@link homeport.control.reconcile.Leads} tells it by the server's socket, and tells
     * each change at once.
     *
     * @param id resource id, as {@code Leads} has it
     * @param name identifier
     * @param database where the proxy signs in as {@link ProxyUser#NAME} to look after itself
     * @param password of that user; empty until it is made
     * @param members in the order of their identifiers; of an instance one, which is itself
     */
    public record Target(
            String id,
            String name,
            boolean cluster,
            String database,
            Optional<Secret> password,
            List<Member> members) {
        public Target {
            members = List.copyOf(members);
        }
    }

    /**
     * One DB instance: what a row of DescribeDBProxyTargets is about.
     *
     * @param id {@code DbiResourceId}
     * @param name identifier
     * @param sockets those of its servers: of a Multi-AZ instance two, of which one serves
     * @param connectionsMax {@code max_connections} in force
     */
    public record Member(String id, String name, List<Path> sockets, int connectionsMax) {
        public Member {
            sockets = List.copyOf(sockets);
        }
    }
}
