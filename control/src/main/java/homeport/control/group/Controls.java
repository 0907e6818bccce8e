package homeport.control.group;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What the reconciler and the agent of one instance share: whoever works on its servers holds them.
 * The rest may be read by any thread.
 */
public final class Controls {
    /**
     * How long sessions may take to end their transactions before a planned change of the primary.
     */
    public static final Duration DRAIN_MAX = Duration.ofMillis(200);

    /** No reader at so many looks: there is none. */
    private static final int LOOKS_MAX = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile Optional<Set<String>> names = Optional.empty();
    private volatile Set<String> readers = Set.of();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private volatile OptionalLong opened = OptionalLong.empty();
    private volatile boolean draining;

    /** Somebody has decided who may come in; before that nobody's session is to be ended. */
    private volatile boolean decided;

    private volatile boolean readersSeen;

    /** Owner: who looks for readers. */
    private int looks;

    /** Waits for the other to finish its step. */
    public <T> T holding(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** The names that the primary's files hold; those of the record until something was written. */
    public Set<String> names(Group group) {
        return names.orElse(group.topology().voters());
    }

    void wrote(Set<String> now) {
        names = Optional.of(Set.copyOf(now));
    }

    /** Clients may come in to this server of an instance that the agent leads. */
    public boolean isOpen(long pid) {
        return opened.isPresent() && opened.getAsLong() == pid;
    }

    /** Nobody new may come in; who is in may end a transaction, for {@link #DRAIN_MAX}. */
    public boolean isDraining() {
        return draining;
    }

    /**
     * False from the start until who may come in was decided for the first time: that no server is
     * open is then no reason to end sessions, which another process may have.
     */
    public boolean isDecided() {
        return decided;
    }

    void open(long pid) {
        decided = true;
        draining = false;
        opened = OptionalLong.of(pid);
    }

    /** The nodes of a cluster that clients may read from now. */
    public Set<String> readers() {
        return readers;
    }

    /** As {@link #isDecided}, of readers. */
    public boolean areReadersDecided() {
        return readersSeen;
    }

    /** False when it is so already, and was decided. */
    public boolean reads(Set<String> from) {
        // Nodes are asked each for itself: at the first look nobody has answered yet.
        looks = Math.min(looks + 1, LOOKS_MAX);
        boolean before = readersSeen;
        readersSeen |= !from.isEmpty() || opened.isPresent() || looks == LOOKS_MAX;
        if (from.equals(readers) && before == readersSeen) return false;
        readers = Set.copyOf(from);
        return true;
    }

    /** Nodes that the agent, or a replica's reconciler, works on beside its loop. */
    public Set<String> busy() {
        return busy;
    }

    public boolean isBusy() {
        return !busy.isEmpty();
    }

    void drain() {
        decided = true;
        draining = true;
        opened = OptionalLong.empty();
    }

    public void close() {
        decided = true;
        draining = false;
        opened = OptionalLong.empty();
    }
}
