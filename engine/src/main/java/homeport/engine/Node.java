package homeport.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * One PostgreSQL data folder on this machine, its server process and its log. Every method may be
 * repeated and finishes or undoes what an earlier call (also one of a killed Homeport) left half
 * done. Called by one owner thread at a time; {@link #running}, {@link #report} and {@link
 * #logFiles} are safe from any. Whoever has a server of several nodes keeps one object for each: it
 * holds sessions.
 */
public interface Node extends Watchable {
    /** The setting that says whether finished WAL is left to be archived: on or off. */
    String ARCHIVE = "rds.archive";

    /**
     * A setting of ours, {@code on} or {@code off}: members of {@code rds_iam} come in without a
     * question of the server, so whoever reaches its socket must have checked them.
     */
    String TOKENS = "rds.iam_authentication";

    NodePlace place();

    /** The version of the data folder; empty when there is none that is complete. */
    Optional<EngineVersion> version();

    /**
     * Makes the data folder: initdb (scram-sha-256, checksums, UTF8), our roles, the master user
     * and its database. Nothing remains of an attempt that did not finish; does nothing when the
     * folder is complete.
     */
    void create(Creation creation);

    /** As {@link #createFrom(Path, Optional)}, with what the copy holds and nothing later. */
    default void createFrom(Path copy) {
        createFrom(copy, Optional.empty());
    }

    /**
     * Makes the data folder from a copy that {@link #copyTo} took; same promises as {@link
     * #create}. The passwords are those of the copy.
     *
     * @param recovery what to replay on it
     * @throws EngineException also when the WAL ends before the recovery does
     */
    void createFrom(StoredCopy copy, Optional<Recovery> recovery);

    /** The same from a folder that was never packed. */
    default void createFrom(Path copy, Optional<Recovery> recovery) {
        createFrom(new StoredCopy(copy, PackKeys.NONE), recovery);
    }

    /**
     * Writes the whole configuration (settings, access rules, certificates) atomically. What the
     * node itself decides (addresses, sockets, TLS files, preloaded libraries) wins over {@code
     * settings}.
     *
     * @param settings PostgreSQL names to values, already computed and allowed
     */
    default void configure(Map<String, String> settings) {
        configure(settings, Role.Leading.ALONE);
    }

    /**
     * From its next start on the stopped server is of this version, if that is a newer minor of the
     * one it was.
     *
     * @throws EngineException that version is not here, or another major, or the server runs
     */
    void serveWith(EngineVersion version);

    /**
     * Starts the server, detached: it outlives this process. Adopts it when it already runs.
     *
     * @throws EngineException it did not accept connections within {@code max}; the message ends
     *     with what its log says. The process is gone.
     */
    Running start(Duration max);

    /** The server of this data folder if it runs: pid, start time and folder all agree. */
    Optional<Running> running();

    /**
     * Stops fast (sessions are cut, a checkpoint is written), kills the whole process tree after
     * {@code max}.
     */
    void stop(Duration max);

    /**
     * Stops a primary without users for a follower that is to take its place. A shutdown would fill
     * up the segment for the archive and send that to everybody first; so it is killed in a moment
     * when every follower that its commits wait for has all of its log on disk. Where that moment
     * does not come, {@link #stop}. What it counted since its start ({@code pg_stat_}) is lost.
     */
    void handOver(Duration max);

    /** Kills the whole process tree at once and waits until it is gone. */
    void kill();

    /**
     * Makes the running server read its configuration; says which settings still wait for a
     * restart.
     */
    List<String> reload();

    /** Settings whose configured value is not in force until a restart. */
    List<String> pendingRestart();

    /** Creates the master user where missing and gives it this password. The server runs. */
    void setMasterPassword(String user, Secret password);

    /**
     * Makes a role that may sign in and nothing more, or gives it this password. The server runs
     * and takes writes. May be repeated.
     */
    void keepSignIn(String user, Secret password);

    /**
     * Ends the sessions of such a role and drops it; one that something belongs to stays, and
     * cannot sign in. May be repeated.
     */
    void dropSignIn(String user);

    /**
     * Gives every database of the running server, and those made later, the functions by which
     * drivers ask for the topology of a cluster. May be repeated.
     */
    void addTopologyTools();

    /**
     * Copies the running server's data folder, with the WAL that makes it consistent, to a folder
     * that appears only when it is whole and on disk. It has all that was committed there before;
     * of a standby, all that it had received ({@link Report#at}).
     *
     * @return bytes copied
     * @throws EngineException it could not, also because the server ended or was promoted meanwhile
     */
    long copyTo(Path target);

    /**
     * Makes the data folder a copy of a running primary's, marked as a standby that follows nobody;
     * same promises as {@link #create}. Whatever data this node had is removed first, once the
     * source answers; its own server must not run.
     */
    void cloneFrom(Node source);

    /**
     * As {@link #configure(Map)}, which is for a server that leads alone. A follower's data folder
     * is marked as a standby's; nothing but a promotion takes that mark away. What replication
     * depends on wins over {@code settings}, too.
     *
     * @throws EngineException it is to follow but takes writes: it has to be stopped first
     */
    void configure(Map<String, String> settings, Role role);

    /** The data folder is marked as a standby's: a server started on it takes no writes. */
    boolean isStandby();

    /**
     * Marks the data folder of a stopped server as a standby's; the mark is on disk when this
     * returns. It has to be configured before it is started.
     *
     * @throws EngineException some process of its server is alive
     */
    void standBy();

    /** Some process of this node's server is alive, with or without its postmaster. */
    boolean hasProcesses();

    /**
     * The highest term of which this node has promised not to receive from an older primary; 0 when
     * it has promised none. Kept beside the data folder, so that a copy does not carry it along.
     */
    long promise();

    /** Keeps a promise; it is on disk when this returns. A lower term than before is refused. */
    void promise(long term);

    /**
     * Asks the running server how it stands, over a session that is kept between calls.
     *
     * @throws EngineException it did not answer in {@code max}
     */
    Report report(Duration max);

    /**
     * How far the running server has come, for whoever compares it with another.
     *
     * @throws EngineException it did not answer in {@code max}
     */
    Progress progress(Duration max);

    /**
     * What the running server can send to one that follows it.
     *
     * @throws EngineException it did not answer in {@code max}
     */
    Past past(Duration max);

    /**
     * The running server keeps its log from now on for whoever uses this slot. One that was lost is
     * made anew; may be repeated.
     */
    void keepSlot(String name, Duration max);

    /**
     * Removes those slots of the running server that nobody uses now and that keep more of its log
     * than so much.
     *
     * @param prefix of their names
     * @return their names
     */
    List<String> dropSlotsBehind(String prefix, long bytes, Duration max);

    /** Names of the slots that its data folder has, whether its server runs or not. */
    Set<String> slots();

    /**
     * Removes a slot of the running server, if it is there.
     *
     * @throws EngineException somebody streams by it right now
     */
    void dropSlot(String name, Duration max);

    /**
     * A running standby stops receiving and follows nobody, whatever {@code role} says of it; done
     * when its WAL receiver is gone, what it received is flushed and all it has is replayed, so
     * that {@link Report#at} is exact. Transactions of readers that hold up replay are cut.
     */
    void stopReceiving(Map<String, String> settings, Role.Following role, Duration max);

    /**
     * A running standby streams from where {@code role} says; returns when it receives from nobody
     * else any more, not when it streams.
     */
    void follow(Map<String, String> settings, Role.Following role, Duration max);

    /**
     * Makes a running standby take writes. It is given the configuration of one that leads before,
     * so that its first commit already waits for {@code role}'s followers; if there are any, that
     * takes a restartpoint. Transactions of readers that hold up replay are cut.
     */
    void promote(Map<String, String> settings, Role.Leading role, Duration max);

    /**
     * Makes a running primary wait for exactly these followers, and is sure of it: the file is
     * written and read, every sender shows its new priority, and unless this object knows that
     * commits of this server wait already, checkpoints have made them. A server that waits for
     * followers does not restart by itself when one of its processes crashes: it ends.
     *
     * @return every commit after this position waits for them
     */
    Lsn enforce(Map<String, String> settings, Role.Leading role, Duration max);

    /**
     * Waits until no session of a user is left, administrators' do not count; at most so long.
     *
     * @return whether none is left
     */
    boolean awaitNoUsers(Duration max);

    /**
     * With {@link #TOKENS} on: finds out who may grant {@code rds_iam} and does not have it, and
     * lets them in by password. To be repeated, since the server tells nobody when a role is
     * granted. Any thread.
     */
    void settleTokenUsers(Duration max);

    /** A checkpoint now, as fast as the disk can. */
    void checkpoint(Duration max);

    /**
     * Of a stopped server that was shut down cleanly as a primary, or that {@link #handOver} ended:
     * a position in its last record. A follower that has it is beyond this position, not at it.
     * Empty in every other case. Source: PostgreSQL, pg_control.h.
     */
    Optional<Lsn> cleanEnd();

    /** Stops the server, if it runs, and removes the node's folder with everything in it. */
    void remove();

    /**
     * Commits something of no effect on the running primary and ends the segment that it is in, so
     * that it is finished and can be archived, and a recovery can tell that it went that far.
     */
    Mark mark(Duration max);

    /**
     * The histories of the timelines that the data folder has, by file name. Source: PostgreSQL,
     * timeline.c.
     */
    Map<String, Path> histories();

    /**
     * Packed WAL that the server has left to be archived, oldest first; whoever has archived a file
     * removes it. See {@link WalFile}.
     */
    List<Path> finishedWal();

    /** The server's log files, oldest first. */
    List<Path> logFiles();

    /**
     * Removes log files that nobody has written to since then; the newest stays.
     *
     * @return how many went
     */
    int pruneLogs(Instant before);

    /**
     * What a new data folder starts with.
     *
     * @param database created beside {@code postgres} and owned by the master user
     */
    record Creation(
            EngineVersion version,
            String masterUser,
            Secret masterPassword,
            Optional<String> database) {}

    /**
     * Changes that come after a copy.
     *
     * @param until nothing that was committed at this moment or later is replayed; empty: all is
     * @param wal of the server that was copied, from before the copy
     */
    record Recovery(Optional<Instant> until, WalSource wal) {}

    /**
     * A moment in the log of a primary.
     *
     * @param at by the server's clock; what was committed before is in {@code segment} or earlier
     */
    record Mark(Instant at, WalSegment segment) {}

    /**
     * A server process.
     *
     * @param exited completes when the postmaster is gone, for a child of ours and for an adopted
     *     one
     */
    record Running(long pid, Instant started, CompletableFuture<Void> exited) {}

    /** What a node is to the others of its database. */
    sealed interface Role {
        /** PostgreSQL cuts longer ones, and one of them means everybody. */
        Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

        /** Source: PostgreSQL documentation, "Querying and Manipulating Replication Slots". */
        Pattern SLOT = Pattern.compile("[a-z0-9_]{1,63}");

        private static void checkSlot(String name) {
            if (!SLOT.matcher(name).matches())
                throw new IllegalArgumentException(
                        "a slot is called '%s', allowed %s".formatted(name, SLOT));
        }

        private static void check(String name) {
            if (!NAME.matcher(name).matches())
                throw new IllegalArgumentException(
                        "a node is called '%s', allowed %s".formatted(name, NAME));
        }

        /**
         * It takes writes.
         *
         * @param followers whose names commits wait for, any one of them; empty: none
         */
        record Leading(Set<String> followers) implements Role {
            public static final Leading ALONE = new Leading(Set.of());

            public Leading {
                followers = Set.copyOf(followers);
                followers.forEach(Role::check);
            }
        }

        /**
         * It applies what another writes.
         *
         * @param name by which the primary knows it ({@code application_name})
         * @param upstream empty: it follows nobody
         * @param readable clients may read from it
         * @param slot of its upstream, which keeps what it has not received; see {@link
         *     Node#keepSlot}. It retries at leisure: nobody's commit waits for it.
         */
        record Following(
                String name, Optional<NodePlace> upstream, boolean readable, Optional<String> slot)
                implements Role {
            public Following {
                check(name);
                slot.ifPresent(Role::checkSlot);
            }

            /** What it has not received may be gone from its upstream when it comes back. */
            public Following(String name, Optional<NodePlace> upstream, boolean readable) {
                this(name, upstream, readable, Optional.empty());
            }

            Following withoutUpstream() {
                return new Following(name, Optional.empty(), readable, Optional.empty());
            }
        }
    }

    /**
     * How a running server stands.
     *
     * @param standby it is in recovery and takes no writes
     * @param at how far its log goes on its disk: flushed, as a primary; received and flushed, as a
     *     standby
     * @param timeline that it writes; of a standby, of what it has received last
     * @param receiving its WAL receiver is connected
     * @param heard how long ago that received anything; empty when nothing yet
     * @param waiting how many sessions wait for a follower's confirmation
     * @param followers that are connected, as a primary sees them
     */
    record Report(
            boolean standby,
            Lsn at,
            int timeline,
            boolean receiving,
            Optional<Duration> heard,
            int waiting,
            List<Follower> followers) {
        public Report {
            followers = List.copyOf(followers);
        }

        /** Nothing has changed, save that time has passed. */
        public boolean saysAs(Report other) {
            return timeless().equals(other.timeless());
        }

        private Report timeless() {
            return new Report(
                    standby, at, timeline, receiving, Optional.empty(), waiting, followers);
        }
    }

    /**
     * @param streaming it has caught up and streams
     * @param flushed what it has confirmed to have on disk
     */
    record Follower(String name, boolean streaming, Lsn flushed) {}

    /**
     * What of the log a server has. Source: PostgreSQL documentation, "Timelines".
     *
     * @param timeline that it writes, or has received last
     * @param ends of each earlier timeline of its history: where the next one left it
     * @param oldest the beginning of the oldest segment that it still has
     */
    record Past(int timeline, Map<Integer, Lsn> ends, Lsn oldest) {
        public Past {
            ends = Map.copyOf(ends);
        }
    }

    /** A password on its way; prints as three stars. */
    record Secret(String text) {
        @Override
        public String toString() {
            return "***";
        }
    }
}
