package homeport.proxy.door;

import homeport.proxy.door.Endpoint.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Where one sign-in waits for a server. It sleeps at its client's link, woken by a change of
 * target, by its client (which may leave), or by time. Owner: the sign-in's virtual thread, which
 * costs no other thread while it waits.
 */
final class WaitingRoom {
    private final Gate gate;
    private final Session session;
    private final Farewell farewell;
    private final Duration notice;

    /** When the first wait began; every {@link Target.Waiting#max} counts from there. */
    private Optional<Long> sinceNanos = Optional.empty();

    WaitingRoom(Gate gate, Session session, Farewell farewell, DoorSettings settings) {
        notice = settings.notice();
        this.gate = gate;
        this.session = session;
        this.farewell = farewell;
    }

    /**
     * Waits until there is a server to go to.
     *
     * @throws Refusal the endpoint is closed, or the wait was in vain
     * @throws Gone the client left
     */
    Visit enter() throws IOException, Refusal {
        while (true) {
            switch (gate.enter(session)) {
                case Target.Open _, Target.AnyOf _ -> {
                    Optional<Visit> visit = session.visit();
                    if (visit.isPresent()) return visit.get();
                }
                case Target.Waiting waiting -> await(waiting);
                case Target.Closed(String because, Optional<String> hint, var _) ->
                        throw new Refusal("57P03", because, hint);
            }
        }
    }

    /**
     * Whether the endpoint leads elsewhere than to the dead server of {@code visit}, now or within
     * {@link DoorSettings#notice}.
     *
     * @throws Gone the client left
     */
    boolean moves(Visit visit) throws IOException {
        long now = System.nanoTime();
        if (sinceNanos.isEmpty()) sinceNanos = Optional.of(now);
        return until(now + notice.toNanos(), () -> !session.isAt(visit));
    }

    private void await(Target.Waiting waiting) throws IOException, Refusal {
        long now = System.nanoTime();
        if (sinceNanos.isEmpty()) sinceNanos = Optional.of(now);
        long deadline = sinceNanos.get() + waiting.max().toNanos();
        farewell.startClockAfter(Duration.ofNanos(Math.max(0, deadline - now)));
        if (until(deadline, () -> !gate.target().equals(waiting))) return;
        throw Refusal.afterWaiting(waiting.because(), waiting.hint());
    }

    /** Sleeps until {@code over}: true; or until the deadline or the session's end: false. */
    private boolean until(long deadlineNanos, BooleanSupplier over) throws Gone {
        Link client = session.client();
        session.waits(true);
        try {
            while (true) {
                int wakeUps = client.wakeUps();
                if (over.getAsBoolean()) return true;
                long leftNanos = deadlineNanos - System.nanoTime();
                if (session.isEnded() || leftNanos <= 0) return false;
                boolean isThere = client.awaitWakeUp(wakeUps, leftNanos);
                if (!isThere && session.isEnded()) return false;
                if (!isThere) throw new Gone(Ended.CLIENT_CLOSED, "closed while it waited");
            }
        } finally {
            session.waits(false);
        }
    }
}
