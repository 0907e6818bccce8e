package homeport.aws.live;

import homeport.aws.Call.Caller;
import homeport.aws.Credentials;
import homeport.aws.Dispatcher;
import homeport.aws.Permission;
import homeport.aws.Service;
import homeport.aws.http.AwsHandler;
import io.helidon.webserver.WebServer;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The real HTTP stack on a loopback port, with a permanent and a temporary key. */
final class LiveServer implements AutoCloseable {
    static final String KEY = "AKIAHOMEPORTTEST0001";
    static final String SECRET = "a+secret/of/the/root+key";
    static final String TEMPORARY = "ASIAHOMEPORTTEST0002";
    static final String TOKEN = "session/token+with=signs==";
    static final String ACCOUNT = "123456789012";

    private final WebServer server;

    LiveServer(List<Service> services) {
        Dispatcher dispatcher =
                new Dispatcher(services, LiveServer::find, InstantSource.system(), ACCOUNT);
        dispatcher.load();
        AwsHandler aws = new AwsHandler(dispatcher);
        var builder =
                WebServer.builder()
                        .address(InetAddress.getLoopbackAddress())
                        .port(0)
                        .shutdownHook(false)
                        .routing(routing -> routing.any(aws));
        aws.configure(builder);
        server = builder.build().start();
    }

    /** RDS and one service of each other wire. */
    static LiveServer with(Instances instances) {
        var services = new ArrayList<>(new Neighbours().services());
        services.add(instances.service());
        return new LiveServer(services);
    }

    private static Optional<Credentials.AccessKey> find(
            String id, Optional<String> token, Instant now) {
        var caller = new Caller(id, "arn:aws:iam::" + ACCOUNT + ":root", ACCOUNT);
        return switch (id) {
            case KEY -> token.isPresent() ? Optional.empty() : key(caller);
            case TEMPORARY -> token.equals(Optional.of(TOKEN)) ? key(caller) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Credentials.AccessKey> key(Caller caller) {
        return Optional.of(new Credentials.AccessKey(SECRET, caller, Permission.ALL));
    }

    int port() {
        return server.port();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    @Override
    public void close() {
        server.stop();
    }
}
