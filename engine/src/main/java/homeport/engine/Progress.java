package homeport.engine;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a server has come.
 *
 * @param standby it applies what another writes
 * @param at how far its log goes on its disk
 * @param replayed how far it has applied its log; as a primary, all of it
 * @param drained it has applied all of its log that is whole: what is left is the beginning of a
 *     record
 * @param sinceCommit the age of the last commit that it has applied; empty: none since its start
 * @param sender {@code address:port} of whom it receives from now; empty: nobody
 * @param xmin every transaction before this one has ended here, as far as it shows
 * @param xmax no transaction from this one on has ended here
 */
public record Progress(
        boolean standby,
        Lsn at,
        Lsn replayed,
        boolean drained,
        Optional<Duration> sinceCommit,
        String sender,
        long xmin,
        long xmax) {
    /** {@code wal_block_size}, which every build of ours has. */
    private static final long PAGE_BYTES = 8192;

    /**
     * The position up to which it shows everything. Beyond what it has applied there may be the
     * beginning of a record, of which a log on disk ends with a page. One whose startup process
     * stands still looks drained, too, and lacks what came since.
     */
    public Lsn shown() {
        boolean begun = drained && at.reaches(replayed) && at.bytes() % PAGE_BYTES == 0;
        return begun ? at : replayed;
    }

    /**
     * Shows whatever has been committed there: what the other's log has beyond, no transaction of
     * it has ended. Where many transactions are under way, it may say no for want of knowing.
     */
    public boolean showsAllOf(Progress other) {
        return xmin >= other.xmax;
    }
}
