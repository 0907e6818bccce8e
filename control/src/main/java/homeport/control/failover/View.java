package homeport.control.failover;

import homeport.engine.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was seen of a database's nodes in one look. It may be old when the move is carried out, and
 * the nodes may have been seen one after another; but it must be younger than the last move, and
 * what is known of the running primary ({@code enforced}, {@code opened}) must be known of the very
 * postmaster that was seen.
 *
 * @param nodes by name; a member that is missing has never been seen
 * @param enforced what the running primary waits for, when that is known for certain
 * @param followers by name, as the primary sees them; also who does not stream, since the primary
 *     leads or the loop runs: who is missing counts as lost
 * @param opened clients are let in to the primary of this term; no restart of it leaves it open
 * @param switchAsked somebody asked for another primary
 * @param preferred of several that have all of the log, this one is to lead; empty: any
 */
public record View(
        Map<String, Node> nodes,
        Optional<Enforced> enforced,
        Map<String, Follower> followers,
        boolean opened,
        boolean switchAsked,
        Optional<String> preferred,
        Instant now) {
    public View {
        nodes = Map.copyOf(nodes);
        followers = Map.copyOf(followers);
    }

    /** Nobody minds who leads next. */
    public View(
            Map<String, Node> nodes,
            Optional<Enforced> enforced,
            Map<String, Follower> followers,
            boolean opened,
            boolean switchAsked,
            Instant now) {
        this(nodes, enforced, followers, opened, switchAsked, Optional.empty(), now);
    }

    public Node node(String name) {
        return nodes.getOrDefault(name, Node.ABSENT);
    }

    Follower follower(String name) {
        return followers.getOrDefault(name, Follower.NONE);
    }

    /**
     * The standbys whose data is part of the history of the record and that have not been given up:
     * also while nobody leads, what they show is old by their lag at the most.
     */
    public Set<String> readable(Topology record) {
        return record.followers().stream()
                .filter(record::isCleared)
                .filter(name -> node(name).answers() && node(name).standby())
                .filter(name -> record.voters().contains(name) || follower(name).streaming())
                .collect(Collectors.toSet());
    }

    /** How a server answers. */
    public enum Health {
        /** No postmaster. */
        GONE,
        /** A postmaster that has not yet answered since it was started. */
        STARTING,
        ANSWERING,
        /** It answered before and does not now; {@link Node#silence} says for how long. */
        SILENT
    }

    /**
     * One node.
     *
     * @param data there is a whole data folder
     * @param busy work on the node is under way (a copy, a start, a stop): leave it alone
     * @param processes some process of its server's tree is alive, with or without postmaster
     * @param standby its data folder is marked to follow; it cannot take writes before it is
     *     promoted
     * @param promise the highest term that it has promised not to receive from an older one than;
     *     read from its disk, also while it is down
     * @param follows whom it is configured to stream from; empty: nobody
     * @param receiving it has a WAL receiver
     * @param at how far its log goes: flushed, as a primary; received and flushed, as a standby,
     *     seen not before {@code receiving}, and not before a started one has replayed all it has
     * @param cleanEnd of a stopped server that was shut down cleanly as a primary: where its last
     *     record begins
     */
    public record Node(
            boolean data,
            boolean busy,
            boolean processes,
            Health health,
            Duration silence,
            boolean standby,
            long promise,
            String follows,
            boolean receiving,
            Lsn at,
            int timeline,
            Optional<Lsn> cleanEnd) {
        public static final Node ABSENT =
                new Node(
                        false,
                        false,
                        false,
                        Health.GONE,
                        Duration.ZERO,
                        false,
                        0,
                        "",
                        false,
                        Lsn.NONE,
                        0,
                        Optional.empty());

        public boolean answers() {
            return health == Health.ANSWERING;
        }

        /** It answers and is not a standby. */
        boolean leads() {
            return answers() && !standby;
        }

        /** No postmaster, and nobody is at work to start one. */
        boolean isDown() {
            return health == Health.GONE && !busy;
        }
    }

    /**
     * The names were given to the running primary after it was last started, every sender obeys
     * them, and a checkpoint after that has made commits wait. That there were names before says
     * nothing: whoever gave them may have been killed before its checkpoint. Known no more as soon
     * as other names are given.
     *
     * @param from commits after this position have waited for them
     */
    public record Enforced(Set<String> names, Lsn from) {
        public Enforced {
            names = Set.copyOf(names);
        }
    }

    /**
     * A standby as its primary sees it.
     *
     * @param streaming now
     * @param flushed what it has confirmed to have on disk
     * @param stuck for how long it has not streamed, or has confirmed nothing although it lacks
     *     something, whether a commit waits for that or not
     */
    public record Follower(boolean streaming, Lsn flushed, Duration stuck) {
        static final Follower NONE = new Follower(false, Lsn.NONE, Duration.ofDays(1));
    }
}
