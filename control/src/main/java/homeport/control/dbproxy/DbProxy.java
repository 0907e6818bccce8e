package homeport.control.dbproxy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A DB proxy as it should be, with its one target group. Written by API actions, save that the
 * reconciler takes away a target that is gone. Key: its resource id, which survives renaming.
 *
 * @param resourceId {@code prx-…}: the last part of its ARN, and what {@code rds-db:connect} names
 * @param address of the default endpoint, for life
 * @param changes how many modifications have been asked for
 * @param target what it pools connections to
 */
public record DbProxy(
        String name,
        String resourceId,
        String account,
        Instant created,
        Instant updated,
        Settings settings,
        Network network,
        String address,
        Group group,
        Optional<Target> target,
        long changes,
        boolean deleting,
        Map<String, String> tags) {
    /** Where every proxy for PostgreSQL listens. Source: RDS user guide, "RDS Proxy endpoints". */
    public static final int PORT = 5432;

    public DbProxy {
        tags = Map.copyOf(tags);
    }

    /**
     * @param iamToDatabase {@code DefaultAuthScheme} is IAM_AUTH: tokens on both sides
     * @param idleClientSeconds 1 to 28,800
     * @param debugSince enhanced logging was switched on then; see {@link #debugUntil}
     */
    public record Settings(
            String roleArn,
            boolean iamToDatabase,
            List<AuthEntry> auth,
            boolean requireTls,
            int idleClientSeconds,
            Optional<Instant> debugSince) {
        static final int IDLE_SECONDS_DEFAULT = 1800;
        static final int IDLE_SECONDS_MAX = 28_800;

        /** Source: RDS user guide, "Monitoring RDS Proxy": it switches itself off. */
        private static final Duration DEBUG_MAX = Duration.ofHours(24);

        public Settings {
            auth = List.copyOf(auth);
        }

        /** Until when enhanced logging is on; empty: it is off, or was never switched on. */
        public Optional<Instant> debugUntil(Instant now) {
            return debugSince.map(since -> since.plus(DEBUG_MAX)).filter(now::isBefore);
        }
    }

    /** Where an endpoint is said to be. */
    public record Network(String vpcId, List<String> subnets, List<String> securityGroups) {
        public Network {
            subnets = List.copyOf(subnets);
            securityGroups = List.copyOf(securityGroups);
        }

        boolean uses(String id) {
            return subnets.contains(id) || securityGroups.contains(id);
        }
    }

    /**
     * The target group {@code default}: made with the proxy and as old.
     *
     * @param resourceId {@code prx-tg-…}
     */
    public record Group(
            String resourceId, PoolConfig pool, Instant updated, Map<String, String> tags) {
        public static final String NAME = "default";

        public Group {
            tags = Map.copyOf(tags);
        }

        Group with(PoolConfig changed, Instant now) {
            return new Group(resourceId, changed, now, tags);
        }

        Group with(Map<String, String> changed) {
            return new Group(resourceId, pool, updated, changed);
        }
    }

    /**
     * An instance or a cluster of the same region.
     *
     * @param resourceId of that one
     */
    public record Target(String resourceId, boolean cluster) {}

    boolean targets(String resourceId) {
        return target.filter(one -> one.resourceId().equals(resourceId)).isPresent();
    }

    DbProxy with(String newName, Settings changed, Network moved, Instant now) {
        return new DbProxy(
                newName,
                resourceId,
                account,
                created,
                now,
                changed,
                moved,
                address,
                group,
                target,
                changes + 1,
                deleting,
                tags);
    }

    DbProxy with(Group changed) {
        return new DbProxy(
                name,
                resourceId,
                account,
                created,
                updated,
                settings,
                network,
                address,
                changed,
                target,
                changes,
                deleting,
                tags);
    }

    DbProxy with(Optional<Target> changed) {
        return new DbProxy(
                name,
                resourceId,
                account,
                created,
                updated,
                settings,
                network,
                address,
                group,
                changed,
                changes,
                deleting,
                tags);
    }

    DbProxy with(Map<String, String> changed) {
        return new DbProxy(
                name,
                resourceId,
                account,
                created,
                updated,
                settings,
                network,
                address,
                group,
                target,
                changes,
                deleting,
                changed);
    }

    DbProxy asDeleting() {
        return new DbProxy(
                name,
                resourceId,
                account,
                created,
                updated,
                settings,
                network,
                address,
                group,
                target,
                changes,
                true,
                tags);
    }
}
