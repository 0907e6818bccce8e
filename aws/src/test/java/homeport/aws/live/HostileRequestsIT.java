package homeport.aws.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever arrives, the answer is AWS's: an error of the caller, in the form of its wire. */
class HostileRequestsIT {
    private static final int BENT = 2000;
    private static final int BROKEN = 2000;
    private static final Pattern INNARDS =
            Pattern.compile(
                    "Exception in|Caused by|\\bat [a-z]+\\.|(java|homeport|tools|io)\\.[a-z]+\\.");

    private final LiveServer server = LiveServer.with(new Instances());

    @BeforeAll
    static void quiet() {
        Logs.quiet();
    }

    @AfterAll
    static void loud() {
        Logs.loud();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void bentRequestsThatAreSignedAreAnsweredInTheirWiresForm() throws Exception {
        var statuses = new TreeMap<Integer, Integer>();
        for (long seed = 1; seed <= BENT; seed++) {
            var hostile = new Hostile(seed);
            Hostile.Plan plan = hostile.bent(hostile.good());
            byte[] bytes = hostile.bytes(plan);
            RawClient.Answer answer =
                    RawClient.send(server.port(), bytes)
                            .orElseThrow(() -> new AssertionError("no answer to " + plan));
            statuses.merge(answer.status(), 1, Integer::sum);
            assertThat(answer.status()).as(story(seed, bytes, answer)).isBetween(200, 499);
            form(story(seed, bytes, answer), answer);
        }
        assertThat(statuses).containsKeys(200, 400, 403, 413);
        stillServes();
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void brokenHttpIsRefusedOrClosed() throws Exception {
        for (long seed = 1; seed <= BROKEN; seed++) {
            var hostile = new Hostile(seed);
            byte[] bytes = hostile.mutated(hostile.bytes(hostile.good()));
            Optional<RawClient.Answer> answer = RawClient.send(server.port(), bytes);
            if (answer.isEmpty()) continue;
            String story = story(seed, bytes, answer.get());
            assertThat(answer.get().status()).as(story).isBetween(200, 499);
            form(story, answer.get());
        }
        stillServes();
    }

    /** Every form of answer has its request id in the header and, in XML, in the body. */
    private static void form(String story, RawClient.Answer answer) {
        assertThat(answer.body()).as(story).doesNotContainPattern(INNARDS);
        assertThat(answer.header("x-amzn-requestid")).as(story).matches("[0-9a-f-]{36}");
        if (answer.status() == 200) return;
        String type = answer.header("content-type");
        String id = answer.header("x-amzn-requestid");
        if (type.startsWith("text/xml"))
            assertThat(answer.body())
                    .as(story)
                    .matches("(?s)<(Error)?Response.*<Code>\\w+</Code>.*</(Error)?Response>")
                    .contains(id);
        else if (type.startsWith("application/x-amz-json-1."))
            assertThat(answer.body())
                    .as(story)
                    .matches("(?s)\\{\"__type\":\"\\w+\",\"message\":\".*\"}");
        else {
            assertThat(type).as(story).isEqualTo("application/cbor");
            assertThat(answer.header("smithy-protocol")).as(story).isEqualTo("rpc-v2-cbor");
            assertThat(answer.body()).as(story).contains("__type", "message");
        }
    }

    private static String story(long seed, byte[] bytes, RawClient.Answer answer) {
        String request =
                new String(bytes, 0, Math.min(bytes.length, 1500), StandardCharsets.ISO_8859_1);
        return "seed %d: %s%n-> %s".formatted(seed, request, answer);
    }

    private void stillServes() throws Exception {
        var hostile = new Hostile(0);
        for (int i = 0; i < 20; i++)
            assertThat(RawClient.send(server.port(), hostile.bytes(hostile.good())))
                    .get()
                    .extracting(RawClient.Answer::status)
                    .isEqualTo(200);
    }
}
