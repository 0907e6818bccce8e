package homeport.control.replica;

import homeport.control.instance.DbInstance;
import java.util.Locale;

/** What a replica is called on the servers of its source. */
public final class ReplicaNames {
    /** Whatever slot is called so is ours; who has none on record is removed. */
    static final String SLOT = "homeport_replica_";

    private static final String APPLICATION = "replica_";

    private ReplicaNames() {}

    public static String slot(DbInstance replica) {
        return SLOT + id(replica);
    }

    /** As {@code pg_stat_replication} shows it. No node of an instance is called so. */
    public static String application(DbInstance replica) {
        return APPLICATION + id(replica);
    }

    /** Of {@code db-ABC}: {@code abc}. */
    private static String id(DbInstance replica) {
        String id = replica.resourceId().toLowerCase(Locale.ROOT);
        return id.substring(id.indexOf('-') + 1).replaceAll("[^a-z0-9_]", "_");
    }
}
