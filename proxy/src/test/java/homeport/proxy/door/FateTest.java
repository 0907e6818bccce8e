package homeport.proxy.door;

import static org.junit.jupiter.api.Assertions.assertEquals;

import homeport.proxy.door.Endpoint.Sessions;
import homeport.proxy.door.Endpoint.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a new target means for a session at server a, and for a sign-in that has not heard a. */
class FateTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    the same server changes nothing           | open a        | KEEP  | KEEP
                    it may be guarded from now on             | open a, guard | KEEP  | KEEP
                    one of several, and still among them      | any a b       | KEEP  | KEEP
                    several, this one no more                 | any b c       | CUT   | ASK_AGAIN
                    another server ends this one's sessions   | open b        | CUT   | ASK_AGAIN
                    none yet: cut before anybody goes on      | waiting cut   | CUT   | ASK_AGAIN
                    a planned move drains                     | waiting drain | DRAIN | ASK_AGAIN
                    new clients wait, old ones may stay       | waiting stay  | KEEP  | ASK_AGAIN
                    closed, perhaps an old primary            | closed cut    | CUT   | ASK_AGAIN
                    closed after a time                       | closed drain  | DRAIN | ASK_AGAIN
                    closed, the server says goodbye itself    | closed stay   | KEEP  | ASK_AGAIN
                    """)
    void decides(String story, String target, Fate session, Fate signIn) {
        Path a = Path.of("/a");
        assertEquals(session, Fate.of(target(target), a, true));
        assertEquals(signIn, Fate.of(target(target), a, false));
    }

    private static Target target(String text) {
        return switch (text) {
            case "open a" -> new Target.Open(Path.of("/a"));
            case "open a, guard" -> new Target.Open(Path.of("/a"), true);
            case "open b" -> new Target.Open(Path.of("/b"), true);
            case "any a b" -> new Target.AnyOf(List.of(Path.of("/a"), Path.of("/b")), true);
            case "any b c" -> new Target.AnyOf(List.of(Path.of("/b"), Path.of("/c")), true);
            case "waiting cut" -> waiting(new Sessions.Cut());
            case "waiting drain" -> waiting(new Sessions.Drain(Duration.ofSeconds(1)));
            case "waiting stay" -> waiting(new Sessions.Stay());
            case "closed cut" -> closed(new Sessions.Cut());
            case "closed drain" -> closed(new Sessions.Drain(Duration.ofSeconds(1)));
            case "closed stay" -> closed(new Sessions.Stay());
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Target waiting(Sessions sessions) {
        return new Target.Waiting("soon", Optional.empty(), Duration.ofSeconds(1), sessions);
    }

    private static Target closed(Sessions sessions) {
        return new Target.Closed("stopped", Optional.empty(), sessions);
    }
}
