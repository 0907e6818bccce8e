package homeport.server.forward;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import homeport.aws.Front.Answer;
import homeport.aws.HttpRequest;
import homeport.aws.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes to the other endpoint and what comes back, with a real one that writes it down. */
class ForwardTest {
    private static final String AUTHORIZATION =
            "AWS4-HMAC-SHA256 Credential=AKIAX/20261127/us-east-1/%s/aws4_request, SignedHeaders=host, Signature=00";

    private HttpServer peer;
    private String target = "";
    private Map<String, List<String>> seen = Map.of();
    private byte[] body = new byte[0];
    private int status = 200;

    @BeforeEach
    void start() throws IOException {
        peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        peer.createContext(
                "/",
                exchange -> {
                    target = exchange.getRequestMethod() + " " + exchange.getRequestURI();
                    seen = new HashMap<>(exchange.getRequestHeaders());
                    body = exchange.getRequestBody().readAllBytes();
                    exchange.getResponseHeaders().add("X-Amzn-Requestid", "its-own");
                    exchange.getResponseHeaders().add("Keep-Alive", "timeout=5");
                    byte[] said = "said".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, status == 206 ? 0 : said.length);
                    exchange.getResponseBody().write(said);
                    exchange.close();
                });
        peer.start();
    }

    @AfterEach
    void stop() {
        peer.stop(0);
    }

    @ParameterizedTest(name = "{0} is forwarded: {1}")
    @CsvSource({"dynamodb, true", "kms, true", "rds, false", "monitoring, false"})
    void theServiceOfTheSignatureDecides(String service, boolean forwarded) {
        Forward forward = forward(Set.of("rds", "monitoring"));
        assertThat(forward.takes(request(service, "POST", "/", ""))).isEqualTo(forwarded);
    }

    @Test
    void aRequestWithoutASignatureIsNotForwarded() {
        HttpRequest bare = new HttpRequest("GET", "/", "", Map.of(), new byte[0], "127.0.0.1");
        assertThat(forward(Set.of()).takes(bare)).isFalse();
    }

    @Test
    void aRequestGoesAsItCame() throws IOException {
        HttpRequest request =
                request("dynamodb", "POST", "/a%2Fb//c", "x=%20y&z", "content-length", "5");
        Answer answer = forward(Set.of()).answer(request, stream("hello"));
        assertThat(target).isEqualTo("POST /a%2Fb//c?x=%20y&z");
        assertThat(new String(body, StandardCharsets.UTF_8)).isEqualTo("hello");
        assertThat(seen.get("Host")).containsExactly("homeport:4566");
        assertThat(seen.get("Authorization")).containsExactly(AUTHORIZATION.formatted("dynamodb"));
        assertThat(seen.get("X-amz-target")).containsExactly("One.Two");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(text(answer)).isEqualTo("said");
        assertThat(answer.headers()).containsEntry("x-amzn-requestid", "its-own");
        assertThat(answer.length()).hasValue(4);
    }

    @Test
    void whatIsOfTheConnectionStaysBehind() {
        HttpRequest request =
                request("kms", "POST", "/", "", "connection", "keep-alive, x-mine", "x-mine", "1");
        Answer answer = forward(Set.of()).answer(request, stream(""));
        assertThat(seen).doesNotContainKey("X-mine");
        assertThat(seen.get("Connection")).containsExactly("close");
        assertThat(answer.headers()).doesNotContainKey("keep-alive");
    }

    @Test
    void bodiesWithoutALengthGoBothWays() throws IOException {
        status = 206; // this one answers in chunks
        HttpRequest request = request("kms", "PUT", "/", "", "transfer-encoding", "chunked");
        Answer answer = forward(Set.of()).answer(request, stream("in chunks"));
        assertThat(new String(body, StandardCharsets.UTF_8)).isEqualTo("in chunks");
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.length()).isEmpty();
        assertThat(text(answer)).isEqualTo("said");
    }

    @Test
    void aCircleIsSeen() {
        HttpRequest request = request("kms", "POST", "/", "", "via", "1.1 homeport");
        assertThat(forward(Set.of()).answer(request, stream("")).status()).isEqualTo(503);
        assertThat(target).isEmpty();
    }

    @Test
    void nobodyThereIsToldAsServiceUnavailable() throws IOException {
        int closed;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = gone.getLocalPort();
        }
        Forward forward = forward(URI.create("http://127.0.0.1:" + closed), Set.of());
        Answer answer = forward.answer(request("kms", "POST", "/", ""), stream(""));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(text(answer)).contains("ServiceUnavailable", "127.0.0.1:" + closed);
    }

    private Forward forward(Set<String> own) {
        return forward(URI.create("http://127.0.0.1:" + peer.getAddress().getPort()), own);
    }

    private static Forward forward(URI to, Set<String> own) {
        return new Forward(
                Onward.asItCame(to),
                own,
                (request, why) ->
                        new HttpResponse(
                                503,
                                Map.of(),
                                (why.code() + ": " + why.getMessage())
                                        .getBytes(StandardCharsets.UTF_8)));
    }

    private static HttpRequest request(
            String service, String method, String path, String query, String... more) {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put("host", List.of("homeport:4566"));
        headers.put("authorization", List.of(AUTHORIZATION.formatted(service)));
        headers.put("x-amz-target", List.of("One.Two"));
        for (int i = 0; i < more.length; i += 2) headers.put(more[i], List.of(more[i + 1]));
        return new HttpRequest(method, path, query, headers, new byte[0], "127.0.0.1");
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Answer answer) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var sent = answer.body()) {
            sent.to(out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
