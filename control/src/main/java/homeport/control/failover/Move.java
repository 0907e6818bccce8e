package homeport.control.failover;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The next thing to do for a database of several nodes. Each may be stopped halfway and done again.
 */
public sealed interface Move {
    /** Nothing until something changes or the moment comes. */
    record Rest(Optional<Instant> until) implements Move {}

    /** Write the record by compare-and-set; when it has changed meanwhile, look again. */
    record Record(Topology next, Cause cause) implements Move {}

    /** SIGKILL to every process of the node's tree until none is left. No client before that. */
    record Kill(String node) implements Move {}

    /**
     * For a planned change: hold new clients, let who is in end a transaction for a short while,
     * shut down fast so that every follower gets the end, then mark the data folder to follow
     * nobody yet. Stopped before the mark, it is copied anew.
     */
    record StopToHandOver(String node) implements Move {}

    /** Each promises the term durably, then stops receiving, then tells how far it got. */
    record AskVotes(Set<String> of, long term) implements Move {}

    /** The primary of the record is still a standby: make it take writes, waiting for these. */
    record Promote(String node, Set<String> waitingFor) implements Move {}

    /**
     * Start it; nobody comes in yet. A follower starts as a standby whatever it was before; the
     * primary of the record starts as what its data folder is marked as, so that one that was never
     * promoted does not go on in the old timeline.
     */
    record Start(String node) implements Move {}

    /** Let clients in to the primary that was seen; not to one that was started since. */
    record Open(String node) implements Move {}

    /**
     * Make the running primary wait for these, and be sure of it: forget what it enforced, give the
     * names, see every sender obey, make a checkpoint, then see how far the log goes. Who does not
     * stream yet is not waited for; if it cannot be sure, look again.
     */
    record Enforce(Set<String> names) implements Move {}

    /**
     * Throw the node's data away, if it has some, and copy the primary's, marked to follow it. The
     * record clears it only when the copy is whole, and only in the term in which it was begun.
     */
    record Copy(String node) implements Move {}

    /** Stream from the primary of the record. */
    record Follow(String node) implements Move {}

    /** Why the record changes; for events and the log. */
    enum Cause {
        /** A primary was lost and a voter leads. */
        FAILOVER,
        /** Somebody asked for another primary. */
        SWITCHOVER,
        /** The same primary goes on in a new term, after votes that led nowhere. */
        RENEWAL,
        /** A follower has everything and every commit waits for it from now on. */
        REDUNDANT,
        /** No follower is left to wait for: commits are no longer on two nodes. */
        DEGRADED,
        /** One of several followers is not asked any more. */
        SHRUNK,
        /** A node's data is a copy of the primary's. */
        COPIED,
        /** A node is to be there from now on. */
        JOINED,
        /** A node is not to be there any more; whoever looks after it stops and removes it. */
        LEFT
    }
}
