package homeport.server;

import homeport.aws.http.AwsHandler;
import homeport.proxy.loop.ListeningFile;
import homeport.server.console.ConsoleRoute;
import homeport.server.local.LocalRoutes;
import homeport.server.openmetrics.MetricsRoute;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one HTTP listener. */
final class ApiPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiPort.class);

    private final WebServer server;
    private final int port;

    private ApiPort(WebServer server, int port) {
        this.server = server;
        this.port = port;
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
        WebServer server = start(listen, port, aws, local, metrics, certificates);
        return new ApiPort(server, server.port());
    }

    /**
     * At a socket that was handed over. The HTTP server takes none, so it is given another file
     * where it has its own; its thread, which waits there, is woken by a client that says nothing.
     *
     * @throws StartException there are no file descriptors
     */
    static ApiPort open(
            ListeningFile inherited,
            AwsHandler aws,
            LocalRoutes local,
            MetricsRoute metrics,
            Function<String, Optional<String>> certificates)
            throws StartException {
        InetAddress here = InetAddress.getLoopbackAddress();
        WebServer server = start(here, 0, aws, local, metrics, certificates);
        InetSocketAddress own = new InetSocketAddress(here, server.port());
        try (SocketChannel last = SocketChannel.open()) {
            inherited.putOver(own);
            wake(last, own);
            return new ApiPort(server, inherited.address().getPort());
        } catch (IOException failed) {
            server.stop();
            throw new StartException(
                    "The API port cannot be taken over: " + failed.getMessage() + ".", failed);
        }
    }

    private static void wake(SocketChannel last, InetSocketAddress own) throws IOException {
        try {
            last.connect(own);
        } catch (ConnectException nobodyWaits) {
            LOG.debug("the HTTP server had not begun to accept"); // so it does at the new socket
        }
    }

    private static WebServer start(
            InetAddress listen,
            int port,
            AwsHandler aws,
            LocalRoutes local,
            MetricsRoute metrics,
            Function<String, Optional<String>> certificates)
            throws StartException {
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
        return server;
    }

    int port() {
        return port;
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
        ConsoleRoute.Request visit = visit(request, path, shown);
        if (ConsoleRoute.isFor(visit)) {
            console(ConsoleRoute.answer(visit), reply);
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

    private static ConsoleRoute.Request visit(
            ServerRequest request, String path, Optional<String> shown) {
        return new ConsoleRoute.Request(
                request.prologue().method().text(),
                path,
                request.prologue().query().rawValue(),
                shown.isPresent(),
                request.headers().first(HeaderNames.ACCEPT).orElse(""),
                request.headers().first(HeaderNames.ACCEPT_ENCODING).orElse(""));
    }

    private static void console(ConsoleRoute.Reply answer, ServerResponse reply) {
        reply.status(Status.create(answer.status()));
        answer.headers().forEach((name, value) -> reply.header(HeaderNames.create(name), value));
        reply.send(answer.body());
    }

    @Override
    public void close() {
        server.stop();
    }
}
