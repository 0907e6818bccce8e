package homeport.aws.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.aws.HttpRequest;
import homeport.aws.sign.Signer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of anything is accepted, and what is said of more. */
class LimitsIT {
    private static final int BODY_MAX = 4 << 20;
    private static final String FORM = "application/x-www-form-urlencoded";

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

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "application/x-www-form-urlencoded, 0, 200",
        "application/x-www-form-urlencoded, 1, 413",
        "application/x-amz-json-1.1, 1, 413",
        "application/cbor, 1, 413",
    })
    void aBodyOverTheLimitIsRefusedInItsWiresForm(String type, int over, int status)
            throws Exception {
        byte[] body = form(BODY_MAX + over);
        Map<String, String> headers = new HashMap<>(Map.of("content-type", type));
        if (type.contains("json")) headers.put("x-amz-target", "secretsmanager.CreateSecret");
        if (type.contains("cbor")) headers.put("smithy-protocol", "rpc-v2-cbor");
        for (boolean chunked : List.of(false, true)) {
            RawClient.Answer answer = send("POST", "", headers, body, chunked);
            assertThat(answer.status()).isEqualTo(status);
            if (status == 413)
                assertThat(answer.body())
                        .contains("RequestTooLarge")
                        .contains("The body has more than the 4194304 bytes that are allowed");
            if (!type.equals(FORM)) assertThat(answer.header("content-type")).startsWith(type);
            assertThat(answer.header("x-amzn-requestid")).matches("[0-9a-f-]{36}");
        }
    }

    /** One that is not signed either: nobody has shown who asks while bodies are read. */
    @Test
    void bodiesThatAreTooMuchTogetherComeOneAfterTheOther() throws Exception {
        byte[] small = form(100);
        byte[] large = form(BODY_MAX);
        String head =
                "POST / HTTP/1.1\r\nhost: h\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n";
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            slow.setSoTimeout(60_000);
            slow.getOutputStream()
                    .write(head.formatted(FORM, BODY_MAX).getBytes(StandardCharsets.US_ASCII));
            slow.getOutputStream().write(large, 0, BODY_MAX - 1); // more than sockets hold: is read
            Future<RawClient.Answer> next =
                    threads.submit(
                            () -> send("POST", "", Map.of("content-type", FORM), large, false));
            assertThat(send("POST", "", Map.of("content-type", FORM), small, false).status())
                    .isEqualTo(200);
            assertThat(next.isDone()).isFalse();
            slow.getOutputStream().write(large, BODY_MAX - 1, 1);
            assertThat(slow.getInputStream().readNBytes(10)).asString().isEqualTo("HTTP/1.1 4");
            assertThat(next.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
    }

    /** Each may hold as much as a first line and headers may have; the next waits outside. */
    @Test
    void connectionsThatNeverEndTheirHeadersDoNotFillTheMemory() throws Exception {
        List<Socket> idle = new ArrayList<>();
        byte[] start = "GET / HTTP/1.1\r\nhost: ".getBytes(StandardCharsets.US_ASCII);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            while (idle.size() < 500) {
                idle.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
                idle.getLast().getOutputStream().write(start);
            }
            Future<RawClient.Answer> next =
                    threads.submit(
                            () -> send("POST", "", Map.of("content-type", FORM), form(100), false));
            assertThatThrownBy(() -> next.get(500, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            for (Socket one : idle) one.close();
            assertThat(next.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
        } finally {
            for (Socket one : idle) one.close();
        }
    }

    private static byte[] form(int bytes) {
        String start = "Action=GetCallerIdentity&Version=2011-06-15&Padding=";
        return (start + "x".repeat(bytes - start.length())).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aBodyWhoseStatedLengthIsHugeIsRefusedBeforeItIsSent() throws Exception {
        String head = "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 999999999999\r\n\r\nAction=";
        RawClient.Answer answer = raw(head);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("connection")).isEqualTo("close");
    }

    /** A presigned URL with a session token of a role with many policies has this size. */
    @Test
    void aLongUrlIsReadAndALongerOneRefused() throws Exception {
        String query = "Action=GetCallerIdentity&Version=2011-06-15&a=";
        assertThat(send("GET", query + "x".repeat(30_000), Map.of(), new byte[0], false).status())
                .isEqualTo(200);
        refused(send("GET", query + "x".repeat(33_000), Map.of(), new byte[0], false));
    }

    @Test
    void manyHeadersAreReadAndMoreRefused() throws Exception {
        String query = "Action=GetCallerIdentity&Version=2011-06-15";
        Map<String, String> big = Map.of("user-agent", "x".repeat(30_000));
        assertThat(send("GET", query, big, new byte[0], false).status()).isEqualTo(200);
        refused(send("GET", query, Map.of("user-agent", "x".repeat(33_000)), new byte[0], false));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no host                     | GET / HTTP/1.1;content-length: 0
                    two lengths                 | POST / HTTP/1.1;host: h;content-length: 1;content-length: 2
                    a length and chunks         | POST / HTTP/1.1;host: h;content-length: 1;transfer-encoding: chunked
                    a negative length           | POST / HTTP/1.1;host: h;content-length: -1
                    a length that is a word     | POST / HTTP/1.1;host: h;content-length: many
                    a chunk length that is none | POST / HTTP/1.1;host: h;transfer-encoding: chunked;;zz
                    a header without a colon    | GET / HTTP/1.1;host: h;nonsense
                    a broken path               | GET /% HTTP/1.1;host: h
                    a NUL in a header           | GET / HTTP/1.1;host: h;a: %00
                    """)
    void whatIsNotHttpIsRefusedInXml(String story, String lines) throws Exception {
        RawClient.Answer answer = raw(lines.replace(";", "\r\n").replace("%00", "\0") + "\r\n\r\n");
        assertThat(answer.status()).as(answer.toString()).isBetween(400, 413);
        assertThat(answer.body()).startsWith("<ErrorResponse><Error><Type>Sender</Type><Code>");
        assertThat(answer.header("x-amzn-requestid")).matches("[0-9a-f-]{36}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD /", "OPTIONS *", "TRACE /", "CONNECT h:1", "BREW /", "get /"})
    void oddMethodsAreRefused(String start) throws Exception {
        RawClient.Answer answer = raw(start + " HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n");
        assertThat(answer.status()).as(answer.toString()).isIn(400, 403);
        assertThat(answer.header("x-amzn-requestid")).matches("[0-9a-f-]{36}");
    }

    /** Helidon knows no protocol in these, so nobody can say what an answer should look like. */
    @ParameterizedTest
    @ValueSource(strings = {"hello\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/1.7\r\n\r\n"})
    void whatHasNoFirstLineOfHttpIsClosed(String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(RawClient.send(server.port(), bytes)).isEmpty();
    }

    private static void refused(RawClient.Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("<Code>MalformedHttpRequest</Code>");
        assertThat(answer.header("x-amzn-requestid")).matches("[0-9a-f-]{36}");
    }

    private RawClient.Answer raw(String text) throws Exception {
        return RawClient.send(server.port(), text.getBytes(StandardCharsets.ISO_8859_1))
                .orElseThrow();
    }

    private RawClient.Answer send(
            String method, String query, Map<String, String> more, byte[] body, boolean chunked)
            throws Exception {
        var headers = new HashMap<String, List<String>>(Map.of("host", List.of("h")));
        more.forEach((name, value) -> headers.put(name, List.of(value)));
        String now =
                DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                        .withZone(ZoneOffset.UTC)
                        .format(Instant.now());
        HttpRequest signed =
                new Signer(LiveServer.KEY, LiveServer.SECRET, "eu-central-1", "sts", now)
                        .header(new HttpRequest(method, "/", query, headers, body, ""));
        String target = query.isEmpty() ? "/" : "/?" + query;
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nconnection: close\r\n");
        signed.headers()
                .forEach((name, values) ->
                        head.append(name).append(": ").append(values.getFirst()).append("\r\n"));
        byte[] sent = body;
        if (chunked) {
            head.append("transfer-encoding: chunked\r\n\r\n");
            head.append(Integer.toHexString(body.length)).append("\r\n");
            sent =
                    (new String(body, StandardCharsets.ISO_8859_1) + "\r\n0\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1);
        } else head.append("content-length: ").append(body.length).append("\r\n\r\n");
        byte[] first = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(first, first.length + sent.length);
        System.arraycopy(sent, 0, all, first.length, sent.length);
        return RawClient.send(server.port(), all).orElseThrow();
    }
}
