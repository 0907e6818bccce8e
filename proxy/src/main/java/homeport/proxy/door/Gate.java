package homeport.proxy.door;

import homeport.proxy.door.Endpoint.Sessions;
import homeport.proxy.door.Endpoint.Target;
import homeport.wire.BackendMessages;
import homeport.wire.Message;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets clients through to a server, and ends the sessions of another one first: whoever is the
 * first to see a new target, a sign-in or {@link #changed()}, ends them before anybody goes on.
 * Nothing under the lock waits for a peer; it waits for loops, whose threads never come here. Any
 * other thread may call.
 */
final class Gate {
    private static final Logger LOG = System.getLogger(Gate.class.getName());

    /**
     * Said to a session that is between transactions. Source: PostgreSQL, {@code
     * ProcessInterrupts}.
     */
    private static final String DRAINED = "terminating connection due to administrator command: %s";

    private final Endpoint endpoint;
    private final Set<Session> sessions;
    private final ScheduledExecutorService clock;
    private final Runnable fence;
    private final ReentrantLock lock = new ReentrantLock();

    /** What the sessions have been made to agree with. Under the lock. */
    private Target settled;

    /** Which of several servers is next. Under the lock. */
    private int turn;

    /** Under the lock. */
    private Optional<Future<?>> drainEnd = Optional.empty();

    /**
     * @param sessions the listener's own set, as it is at any time
     * @param fence returns when what was ended before is written to no more
     */
    Gate(Endpoint endpoint, Set<Session> sessions, ScheduledExecutorService clock, Runnable fence) {
        this.fence = fence;
        this.endpoint = endpoint;
        this.sessions = sessions;
        this.clock = clock;
        settled = endpoint.target();
    }

    /** Asks the endpoint again; when this returns, sessions and sign-ins agree with its answer. */
    void changed() {
        target();
    }

    /** Where to go now. */
    Target target() {
        lock.lock();
        try {
            return settle();
        } finally {
            lock.unlock();
        }
    }

    /** Where to go now; when that is a server, the session's visit has begun. */
    Target enter(Session session) {
        lock.lock();
        try {
            Target target = settle();
            switch (target) {
                case Target.Open(Path socket, boolean guarded) ->
                        session.visit(new Visit(socket, guarded));
                case Target.AnyOf(List<Path> sockets, boolean guarded) -> {
                    Path next = sockets.get(Math.floorMod(turn++, sockets.size()));
                    session.visit(new Visit(next, guarded));
                }
                case Target.Waiting _, Target.Closed _ -> {}
            }
            return target;
        } finally {
            lock.unlock();
        }
    }

    /** A cancel request goes where its session is, and ends with that server's sessions. */
    Visit cancels(Session session, Path socket) {
        lock.lock();
        try {
            Visit visit = new Visit(socket, false);
            visit.hear();
            session.visit(visit);
            return visit;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The client is about to hear from the server; false when the visit is over, so it must not.
     */
    boolean hear(Session session, Visit visit) {
        if (visit.isHeard()) return true;
        lock.lock();
        try {
            if (session.isAt(visit)) visit.hear();
            return visit.isHeard();
        } finally {
            lock.unlock();
        }
    }

    private Target settle() {
        Target target = endpoint.target();
        if (target.equals(settled)) return target;
        settled = target;
        drainEnd.ifPresent(end -> end.cancel(false));
        Map<Fate, Integer> count = new EnumMap<>(Fate.class);
        for (Session session : sessions) {
            session.visit()
                    .ifPresent(visit -> {
                        Fate fate = Fate.of(target, visit.socket, visit.isHeard());
                        count.merge(fate, 1, Integer::sum);
                        meet(session, fate, target);
                    });
        }
        if (count.containsKey(Fate.CUT)) fence.run();
        drainEnd = drainTime(target).map(time -> endDrainAfter(time, target));
        sessions.forEach(Session::wake);
        count.remove(Fate.KEEP);
        LOG.log(
                count.isEmpty() ? Level.DEBUG : Level.INFO,
                () -> "%s: %s, sessions: %s".formatted(endpoint.name(), target, count));
        return target;
    }

    private static void meet(Session session, Fate fate, Target target) {
        switch (fate) {
            case KEEP -> session.stay();
            case DRAIN -> session.drain(lastWord(target));
            case CUT -> session.cut(Ended.MOVED);
            case ASK_AGAIN -> session.leave();
        }
    }

    private static Optional<Duration> drainTime(Target target) {
        Sessions sessions =
                switch (target) {
                    case Target.Open _, Target.AnyOf _ -> new Sessions.Stay();
                    case Target.Waiting waiting -> waiting.sessions();
                    case Target.Closed closed -> closed.sessions();
                };
        return sessions instanceof Sessions.Drain(Duration max)
                ? Optional.of(max)
                : Optional.empty();
    }

    private static Message lastWord(Target target) {
        return switch (target) {
            case Target.Open _, Target.AnyOf _ ->
                    throw new IllegalArgumentException("an open target drains nobody");
            case Target.Waiting(String because, Optional<String> hint, var _, var _) ->
                    BackendMessages.fatal("57P01", DRAINED.formatted(because), hint);
            case Target.Closed(String because, Optional<String> hint, var _) ->
                    BackendMessages.fatal("57P01", DRAINED.formatted(because), hint);
        };
    }

    private Future<?> endDrainAfter(Duration time, Target drained) {
        return clock.schedule(() -> endDrain(drained), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** All who are still in at the end; nobody when the target has changed since. */
    private void endDrain(Target drained) {
        lock.lock();
        try {
            if (!settle().equals(drained)) return;
            for (Session session : sessions)
                if (session.visit().isPresent()) session.cut(Ended.MOVED);
            fence.run();
        } finally {
            lock.unlock();
        }
    }
}
