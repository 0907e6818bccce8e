package homeport.aws.http;

import homeport.aws.Dispatcher;
import homeport.aws.HttpRequest;
import homeport.aws.HttpResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Answers AWS requests for the Helidon server. Limits of headers and body are the server's. */
public final class AwsHandler implements Handler {
    private final Dispatcher dispatcher;

    public AwsHandler(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse reply) {
        byte[] body =
                request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0];
        HttpResponse answer =
                dispatcher.answer(
                        new HttpRequest(
                                request.prologue().method().text(),
                                request.prologue().uriPath().rawPath(),
                                request.prologue().query().rawValue(),
                                headers(request),
                                body,
                                request.remotePeer().host()));
        reply.status(Status.create(answer.status()));
        answer.headers().forEach((name, value) -> reply.header(HeaderNames.create(name), value));
        reply.send(answer.body());
    }

    private static Map<String, List<String>> headers(ServerRequest request) {
        Map<String, List<String>> headers = new HashMap<>();
        request.headers()
                .forEach(header ->
                        headers.put(
                                header.name().toLowerCase(Locale.ROOT),
                                List.copyOf(header.allValues())));
        return headers;
    }
}
