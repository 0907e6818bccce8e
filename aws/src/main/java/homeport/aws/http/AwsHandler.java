package homeport.aws.http;

import homeport.aws.AwsException;
import homeport.aws.Dispatcher;
import homeport.aws.Front;
import homeport.aws.HttpRequest;
import homeport.aws.HttpResponse;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Answers AWS requests for the Helidon server. A request that is not HTTP, or over a limit, gets
 * its answer here too, in the form of its wire as far as that can be told.
 */
public final class AwsHandler implements Handler {
    /** A presigned URL holds a session token of some thousand bytes besides its parameters. */
    static final int TARGET_BYTES_MAX = 32 << 10;

    static final int HEADERS_BYTES_MAX = 32 << 10;

    /** Each may hold a first line and headers that never end. */
    static final int CONNECTIONS_MAX = 500;

    private final Dispatcher dispatcher;
    private final List<Front> fronts;
    private final Bodies bodies = new Bodies();

    public AwsHandler(Dispatcher dispatcher) {
        this(dispatcher, List.of());
    }

    /**
     * @param fronts asked in this order whether a request is theirs; the dispatcher has the rest
     */
    public AwsHandler(Dispatcher dispatcher, List<Front> fronts) {
        this.dispatcher = dispatcher;
        this.fronts = List.copyOf(fronts);
    }

    /** Sets the server's limits, and its answers to what no handler ever sees. */
    public void configure(WebServerConfig.Builder server) {
        server.addProtocol(
                Http1Config.builder()
                        .maxPrologueLength(TARGET_BYTES_MAX)
                        .maxHeadersSize(HEADERS_BYTES_MAX)
                        .build());
        server.contentEncoding(new RawBodies());
        server.maxTcpConnections(CONNECTIONS_MAX);
        var refusals = new Refusals(dispatcher);
        server.directHandlers(handlers -> {
            for (EventType type : EventType.values()) handlers.addHandler(type, refusals);
        });
    }

    @Override
    public void handle(ServerRequest request, ServerResponse reply) {
        if (!fronts.isEmpty()) {
            HttpRequest head = request(request, new byte[0]);
            for (Front front : fronts)
                if (front.takes(head)) {
                    Streams.answer(front, head, request, reply);
                    return;
                }
        }
        HttpResponse answer;
        try (Bodies.Held body = bodies.read(request)) {
            answer = dispatcher.answer(request(request, body.bytes()));
        } catch (AwsException told) {
            answer = dispatcher.refuse(request(request, new byte[0]), told);
            reply.header(
                    HeaderValues.CONNECTION_CLOSE); // the rest of the body is not worth reading
        }
        reply.status(Status.create(answer.status()));
        answer.headers().forEach((name, value) -> reply.header(HeaderNames.create(name), value));
        reply.send(answer.body());
    }

    private static HttpRequest request(ServerRequest request, byte[] body) {
        return new HttpRequest(
                request.prologue().method().text(),
                request.prologue().uriPath().rawPath(),
                request.prologue().query().rawValue(),
                headers(request.headers()),
                body,
                request.remotePeer().host());
    }

    static Map<String, List<String>> headers(Headers sent) {
        Map<String, List<String>> headers = new HashMap<>();
        sent.forEach(header ->
                headers.put(
                        header.name().toLowerCase(Locale.ROOT), List.copyOf(header.allValues())));
        return headers;
    }

    static AwsException malformed(String message) {
        return new AwsException("MalformedHttpRequest", message);
    }

    static AwsException tooLarge() {
        return new AwsException(
                "RequestTooLarge",
                "The body has more than the %d bytes that are allowed."
                        .formatted(Bodies.BYTES_MAX));
    }
}
