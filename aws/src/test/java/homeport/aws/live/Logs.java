package homeport.aws.live;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Hushes what the server rightly logs of requests that are broken on purpose. */
final class Logs {
    private static final List<Logger> LOGGERS =
            List.of(Logger.getLogger("io.helidon"), Logger.getLogger("homeport.aws"));

    private Logs() {}

    static void quiet() {
        LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
    }

    static void loud() {
        LOGGERS.forEach(logger -> logger.setLevel(null));
    }
}
