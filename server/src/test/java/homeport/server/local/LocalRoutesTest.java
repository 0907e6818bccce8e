package homeport.server.local;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalRoutesTest {
    private final List<Boolean> stops = new ArrayList<>();
    private final LocalRoutes routes =
            new LocalRoutes("secret", LocalRoutesTest::status, stops::add);

    @Test
    void nobodyIsAnsweredWithoutTheToken() {
        assertThat(ask("POST", LocalRoutes.STOP, "", Optional.empty())).isEqualTo(401);
        assertThat(ask("POST", LocalRoutes.STOP, "", Optional.of("Bearer secre"))).isEqualTo(401);
        assertThat(stops).isEmpty();
    }

    @Test
    void databasesStopOnlyWhenAskedTo() {
        Optional<String> token = Optional.of("Bearer secret");
        assertThat(ask("POST", LocalRoutes.STOP, "", token)).isEqualTo(202);
        assertThat(ask("POST", LocalRoutes.STOP, "databases=true", token)).isEqualTo(202);
        assertThat(stops).containsExactly(false, true);
    }

    @Test
    void readingStopsNothing() {
        Optional<String> token = Optional.of("Bearer secret");
        assertThat(ask("GET", LocalRoutes.STATUS, "", token)).isEqualTo(200);
        assertThat(ask("GET", LocalRoutes.STOP, "databases=true", token)).isEqualTo(404);
        assertThat(stops).isEmpty();
    }

    private int ask(String method, String path, String query, Optional<String> authorization) {
        return routes.answer(method, path, query, authorization).status();
    }

    private static Status status() {
        return new Status("1", "http://127.0.0.1:1", "/d", 1, Instant.EPOCH, List.of(), List.of());
    }
}
