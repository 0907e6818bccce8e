package homeport.server.takeover;

import homeport.control.reconcile.Doors.Route;
import homeport.control.reconcile.Doors.Sessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A {@link Route} as it is sent. What a kind has not is empty or zero.
 *
 * @param drainMillis of {@link Leaving#DRAIN}
 */
record Way(
        Kind kind,
        List<String> sockets,
        boolean guarded,
        String because,
        long maxMillis,
        Leaving leaving,
        long drainMillis) {
    enum Kind {
        OPEN,
        ANY_OF,
        WAITING,
        CLOSED
    }

    /** As {@link Sessions}. */
    enum Leaving {
        CUT,
        DRAIN,
        STAY
    }

    static Way of(Route route) {
        return switch (route) {
            case Route.Open(Path socket, boolean guarded) ->
                    to(Kind.OPEN, List.of(socket), guarded);
            case Route.AnyOf(List<Path> sockets, boolean guarded) ->
                    to(Kind.ANY_OF, sockets, guarded);
            case Route.Waiting(String because, Duration max, Sessions sessions) ->
                    nowhere(Kind.WAITING, because, max, sessions);
            case Route.Closed(String because, Sessions sessions) ->
                    nowhere(Kind.CLOSED, because, Duration.ZERO, sessions);
        };
    }

    private static Way to(Kind kind, List<Path> sockets, boolean guarded) {
        List<String> texts = sockets.stream().map(Path::toString).toList();
        return new Way(kind, texts, guarded, "", 0, Leaving.CUT, 0);
    }

    private static Way nowhere(Kind kind, String because, Duration max, Sessions sessions) {
        Leaving leaving =
                switch (sessions) {
                    case Sessions.Cut() -> Leaving.CUT;
                    case Sessions.Drain(Duration _) -> Leaving.DRAIN;
                    case Sessions.Stay() -> Leaving.STAY;
                };
        long drain = sessions instanceof Sessions.Drain(Duration time) ? time.toMillis() : 0;
        return new Way(kind, List.of(), false, because, max.toMillis(), leaving, drain);
    }

    Route route() {
        List<Path> paths = sockets.stream().map(Path::of).toList();
        return switch (kind) {
            case OPEN -> new Route.Open(paths.getFirst(), guarded);
            case ANY_OF -> new Route.AnyOf(paths, guarded);
            case WAITING -> new Route.Waiting(because, Duration.ofMillis(maxMillis), sessions());
            case CLOSED -> new Route.Closed(because, sessions());
        };
    }

    private Sessions sessions() {
        return switch (leaving) {
            case CUT -> new Sessions.Cut();
            case DRAIN -> new Sessions.Drain(Duration.ofMillis(drainMillis));
            case STAY -> new Sessions.Stay();
        };
    }

    /** A server is there. */
    boolean isOpen() {
        return kind == Kind.OPEN || kind == Kind.ANY_OF;
    }

    /** It ends sessions by itself, wherever they are. */
    boolean ends() {
        return !isOpen() && leaving != Leaving.STAY;
    }
}
