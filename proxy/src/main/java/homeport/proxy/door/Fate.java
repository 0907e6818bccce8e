package homeport.proxy.door;

import homeport.proxy.door.Endpoint.Sessions;
import homeport.proxy.door.Endpoint.Target;
import java.nio.file.Path;

/** What a change of target means for one session. */
enum Fate {
    /** It goes on. */
    KEEP,
    /** It goes on until it is between transactions, or the time is over. */
    DRAIN,
    /** It is ended at once. */
    CUT,
    /** Its client has heard nothing yet: it leaves the server and asks again where to go. */
    ASK_AGAIN;

    /** The fate of a session at {@code socket}; {@code heard}: its client has heard the server. */
    static Fate of(Target target, Path socket, boolean heard) {
        if (leadsTo(target, socket)) return KEEP;
        return heard ? ofSession(target) : ASK_AGAIN;
    }

    private static boolean leadsTo(Target target, Path socket) {
        return switch (target) {
            case Target.Open open -> open.socket().equals(socket);
            case Target.AnyOf any -> any.sockets().contains(socket);
            case Target.Waiting _, Target.Closed _ -> false;
        };
    }

    private static Fate ofSession(Target target) {
        return switch (target) {
            case Target.Open _, Target.AnyOf _ -> CUT;
            case Target.Waiting waiting -> of(waiting.sessions());
            case Target.Closed closed -> of(closed.sessions());
        };
    }

    private static Fate of(Sessions sessions) {
        return switch (sessions) {
            case Sessions.Cut _ -> CUT;
            case Sessions.Drain _ -> DRAIN;
            case Sessions.Stay _ -> KEEP;
        };
    }
}
