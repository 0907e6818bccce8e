package homeport.control.plan;

import homeport.control.instance.Replication;
import java.time.Instant;
import java.util.Optional;

/** The next thing to do for an instance. Each may be stopped halfway and done again. */
public sealed interface Step {
    /** Nothing until something changes or the moment comes. */
    record Rest(Optional<Instant> until) implements Step {}

    /** Make the data folder, new or from a snapshot, and note it as created. */
    record MakeData() implements Step {}

    /** Configure and start the server; what waited for a restart is then in force. */
    record Start() implements Step {}

    /** Stop the server and start it again with all that waited for it. */
    record Restart() implements Step {}

    /** Stop the server, if it runs, and note it as stopped. */
    record Stop() implements Step {}

    /** Give the running server its present configuration. */
    record Reload() implements Step {}

    record SetPassword() implements Step {}

    /** Note the settings as being in force: the server needs nothing more for them. */
    record NoteApplied() implements Step {}

    /** The server is another than the one on record: it was started, or leads now. */
    record NoteServer() implements Step {}

    /** The failover that a reboot asked for is over. */
    record NoteFailover() implements Step {}

    /** Servers have changed their places. */
    record NotePlacement() implements Step {}

    /** Take the data of the snapshot of this identifier. */
    record BackUp(String snapshot) implements Step {}

    /** Record the snapshot that a new instance with backups begins with. */
    record RequestFirstBackup() implements Step {}

    /** Record and take an automated snapshot, if the machine still has room for one more. */
    record TakeBackup() implements Step {}

    /**
     * Record the snapshot that the deletion asked for: it is recorded together with the deletion,
     * so this is for one that has failed or is gone since.
     */
    record RequestFinalSnapshot(String snapshot) implements Step {}

    /** From now on it serves. */
    record Open() implements Step {}

    /** The maintenance window is open: what was pending, settings and name, should be so. */
    record AdoptPending() implements Step {}

    /** Seven days are over: it should run again. */
    record EndStop() implements Step {}

    /** Of a replica: stream from this node of its source, which keeps its log for it. */
    record Follow(String node) implements Step {}

    /** Of a replica that can never catch up: throw its data away, to copy its source anew. */
    record CopyAnew(String because) implements Step {}

    /** How a replica's replication stands has changed. */
    record NoteReplication(Replication.State state, String message) implements Step {}

    /** It applies what it has received, and takes writes from then on. */
    record Promote() implements Step {}

    /** A replica's source is gone: it should take writes. */
    record AdoptPromotion() implements Step {}

    /** Remove the server, its data and its records. */
    record Remove() implements Step {}
}
