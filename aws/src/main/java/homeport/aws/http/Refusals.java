package homeport.aws.http;

import homeport.aws.AwsException;
import homeport.aws.Dispatcher;
import homeport.aws.HttpRequest;
import homeport.aws.HttpResponse;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;

/**
 * Answers what Helidon itself refuses, in place of its plain text, which may name classes. The wire
 * is told from the headers where they were read; otherwise the answer is XML, as AWS's is.
 */
final class Refusals implements DirectHandler {
    private final Dispatcher dispatcher;

    Refusals(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType type,
            Status status,
            ServerResponseHeaders headers,
            Throwable thrown,
            System.Logger log) {
        return handle(request, type, status, headers, thrown);
    }

    /** Something beside the AWS handler threw: ours, unless it says that it is the caller's. */
    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType type,
            Status status,
            ServerResponseHeaders headers,
            Throwable thrown) {
        boolean ours = status.code() == Status.INTERNAL_SERVER_ERROR_500.code();
        AwsException why =
                ours
                        ? new AwsException("InternalFailure", "The request failed; see the log.")
                        : reason(status);
        return answer(request, headers, why);
    }

    /**
     * No handler was reached. Helidon calls it an internal error when the peer closes inside its
     * headers; it is the peer's all the same.
     */
    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType type,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        return answer(request, headers, reason(status));
    }

    private TransportResponse answer(
            TransportRequest request, ServerResponseHeaders headers, AwsException why) {
        HttpRequest seen =
                new HttpRequest(
                        request.method(),
                        "/",
                        "",
                        AwsHandler.headers(request.headers()),
                        new byte[0],
                        "");
        HttpResponse answer = dispatcher.refuse(seen, why);
        var response =
                TransportResponse.builder()
                        .status(Status.create(answer.status()))
                        .headers(headers)
                        .keepAlive(false)
                        .entity(answer.body());
        answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        return response.build();
    }

    private static AwsException reason(Status status) {
        if (status.code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code())
            return AwsHandler.tooLarge();
        return AwsHandler.malformed(
                "The request is not valid HTTP/1.1, or its first line is over %d or its headers over %d bytes."
                        .formatted(AwsHandler.TARGET_BYTES_MAX, AwsHandler.HEADERS_BYTES_MAX));
    }
}
