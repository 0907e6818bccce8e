package homeport.server;

/**
 * How far one read replica is, asked just now. Positions are PostgreSQL's, {@code 0/3000148};
 * empty: nobody said.
 *
 * @param identifier of the replica
 * @param sourceAt how far the log of what takes the writes goes
 * @param shown up to where the replica shows everything
 * @param lagSeconds -1: it cannot be told
 * @param status AWS's word for its replication
 * @param message why it does not replicate; empty while it does
 */
public record ReplicaReading(
        String identifier,
        String sourceAt,
        String shown,
        double lagSeconds,
        String status,
        String message) {}
