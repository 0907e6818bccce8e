package homeport.server;

import homeport.aws.http.AwsHandler;
import homeport.server.local.LocalRoutes;
import homeport.server.openmetrics.MetricsRoute;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Function;

/** The one HTTP listener. */
final class ApiPort implements AutoCloseable {
    private final WebServer server;

    private ApiPort(WebServer server) {
        this.server = server;
    }

    /**
     * @param certificates by path: what signs messages, PEM, for anybody
     * @throws StartException the port is taken or the address is not this machine's
     */
    static ApiPort open(
            InetAddress listen,
            int port,
            AwsHandler aws,
            LocalRoutes local,
            MetricsRoute metrics,
            Function<String, Optional<String>> certificates)
            throws StartException {
        PortCheck.requireFree(listen, port);
        WebServerConfig.Builder builder =
                WebServer.builder()
                        .address(listen)
                        .port(port)
                        .shutdownHook(false)
                        // or a reply in two segments waits 40 ms for the client's delayed ACK
                        .connectionOptions(options -> options.tcpNoDelay(true))
                        .routing(routing ->
                                routing.any((request, reply) ->
                                        answer(aws, local, metrics, certificates, request, reply)));
        aws.configure(builder);
        WebServer server = builder.build();
        if (!server.start().isRunning())
            throw new StartException(
                    "The HTTP listener did not start on port " + port + "; see the log above.");
        return new ApiPort(server);
    }

    int port() {
        return server.port();
    }

    private static void answer(
            AwsHandler aws,
            LocalRoutes local,
            MetricsRoute metrics,
            Function<String, Optional<String>> certificates,
            ServerRequest request,
            ServerResponse reply) {
        String path = request.prologue().uriPath().rawPath();
        if (path.endsWith(".pem") && request.prologue().method().text().equals("GET")) {
            Optional<String> certificate = certificates.apply(path);
            if (certificate.isPresent()) {
                reply.header(HeaderNames.CONTENT_TYPE, "application/x-pem-file");
                reply.send(certificate.get());
                return;
            }
        }
        Optional<String> shown = request.headers().first(HeaderNames.AUTHORIZATION);
        if (path.equals(MetricsRoute.PATH)) {
            MetricsRoute.Reply told = metrics.answer(request.prologue().method().text(), shown);
            reply.status(Status.create(told.status()));
            reply.header(HeaderNames.CONTENT_TYPE, told.mediaType());
            reply.send(told.body());
            return;
        }
        if (!path.startsWith(LocalRoutes.PREFIX)) {
            aws.handle(request, reply);
            return;
        }
        LocalRoutes.Reply answer =
                local.answer(
                        request.prologue().method().text(),
                        path,
                        request.prologue().query().rawValue(),
                        shown);
        reply.status(Status.create(answer.status()));
        reply.header(HeaderValues.CONTENT_TYPE_JSON);
        reply.send(answer.body());
    }

    @Override
    public void close() {
        server.stop();
    }
}
