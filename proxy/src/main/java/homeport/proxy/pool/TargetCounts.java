package homeport.proxy.pool;

import java.util.List;

/** What happens at one target in one role, pools come and go. Owner: the loop's thread. */
final class TargetCounts {
    final String id;
    final Target.Role role;
    long requests;
    long succeeded;
    long failed;

    /** As that of {@link EndpointCounts}. */
    final LatencyCounts database = new LatencyCounts();

    TargetCounts(String id, Target.Role role) {
        this.id = id;
        this.role = role;
    }

    boolean isOf(Target target) {
        return id.equals(target.id()) && role == target.role();
    }

    /** {@code pools} are those of this target and role. */
    ProxyMetrics.Target now(List<TargetPool> pools) {
        int open = 0;
        int borrowed = 0;
        int inTransaction = 0;
        int pinned = 0;
        int max = 0;
        for (TargetPool pool : pools) {
            open += pool.open();
            max += pool.max();
            for (Server server : pool.servers()) {
                if (!server.isIdle()) borrowed++;
                if (server.isInTransaction()) inTransaction++;
                if (server.client() != null && server.client().isPinned()) pinned++;
            }
        }
        return new ProxyMetrics.Target(
                id,
                role,
                !pools.isEmpty(),
                open,
                borrowed,
                inTransaction,
                pinned,
                max,
                requests,
                succeeded,
                failed,
                database.now());
    }
}
