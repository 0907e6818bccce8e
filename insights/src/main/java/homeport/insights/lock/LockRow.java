package homeport.insights.lock;

import java.time.Instant;
import java.util.Optional;

/**
 * One row of pg_locks.
 *
 * @param holder pid; of a prepared transaction, which has none, its transaction's number, negative
 * @param mode as PostgreSQL writes it
 * @param since it waits; empty: it does not, or has not gone to sleep yet
 */
public record LockRow(Tag tag, long holder, String mode, boolean granted, Optional<Instant> since) {
    /**
     * What a lock is on; a column that does not apply is -1, or empty.
     *
     * @param type {@code locktype}
     */
    public record Tag(
            String type,
            long database,
            long relation,
            long page,
            long tuple,
            String virtualxid,
            long transactionid,
            long classid,
            long objid,
            long objsubid) {}
}
