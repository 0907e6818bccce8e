package homeport.insights.watch;

import java.util.Optional;

/**
 * A DB instance, or a member of a Multi-AZ DB cluster, that may be sampled.
 *
 * @param region of the API
 * @param resourceId {@code db-...}, for life
 * @param identifier as it is called now
 * @param vcpus of its class: the line that load is compared with
 * @param insights empty: Performance Insights is off
 * @param access to its server
 */
public record Watched(
        String region,
        String resourceId,
        String identifier,
        int vcpus,
        Optional<Insights> insights,
        Access access) {

    /**
     * @param retentionDays 7, 31 n, or 731
     * @param advanced Database Insights mode
     */
    public record Insights(int retentionDays, boolean advanced) {}
}
