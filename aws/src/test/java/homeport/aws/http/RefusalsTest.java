package homeport.aws.http;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.Dispatcher;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is answered when no AWS handler was reached, or something beside it broke. */
class RefusalsTest {
    private static final String INNARDS = "java.lang.Secret broke";

    private final Refusals refusals =
            new Refusals(
                    new Dispatcher(
                            List.of(),
                            (id, token, now) -> Optional.empty(),
                            InstantSource.system(),
                            "1".repeat(12)));

    @ParameterizedTest
    @EnumSource
    void beforeAHandlerItIsTheCallersFaultWhateverHelidonThinks(EventType type) {
        TransportResponse answer =
                refusals.handle(
                        TransportRequest.empty(),
                        type,
                        type.defaultStatus(),
                        ServerResponseHeaders.create(),
                        INNARDS);
        assertThat(answer.status().code())
                .isEqualTo(type.defaultStatus().code() == 413 ? 413 : 400);
        assertThat(body(answer)).startsWith("<ErrorResponse>").doesNotContain("Secret");
        assertThat(answer.keepAlive()).isFalse();
        assertThat(answer.headers().first(HeaderNames.create("x-amzn-RequestId"))).isPresent();
    }

    @Test
    void whatBrokeBesideItIsOursAndSaysNothingOfIt() {
        TransportResponse answer =
                refusals.handle(
                        TransportRequest.empty(),
                        EventType.INTERNAL_ERROR,
                        EventType.INTERNAL_ERROR.defaultStatus(),
                        ServerResponseHeaders.create(),
                        new IllegalStateException(INNARDS),
                        System.getLogger("none"));
        assertThat(answer.status().code()).isEqualTo(500);
        assertThat(body(answer)).contains("<Code>InternalFailure</Code>").doesNotContain("Secret");
    }

    private static String body(TransportResponse answer) {
        return new String(answer.entity().orElseThrow(), StandardCharsets.UTF_8);
    }
}
