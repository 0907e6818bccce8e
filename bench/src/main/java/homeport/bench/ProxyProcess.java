package homeport.bench;

import homeport.proxy.loop.Loop.Listening;
import homeport.proxy.loop.LoopKind;
import homeport.proxy.pool.Credentials;
import homeport.proxy.pool.DbProxies;
import homeport.proxy.pool.PoolSettings;
import homeport.proxy.pool.Proxy;
import homeport.proxy.pool.ProxyEndpoint;
import homeport.proxy.pool.ProxySettings;
import homeport.proxy.pool.Target;
import homeport.proxy.pool.Target.Role;
import homeport.proxy.tls.TlsContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A DB proxy in a process of its own, so that its processor time is its own. */
final class ProxyProcess {
    /** The cheapest barriers, no threads beside the loop's, small objects. */
    static final List<String> FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "-Xms48m",
                    "-Xmx96m",
                    "--enable-native-access=ALL-UNNAMED");

    private ProxyProcess() {}

    /**
     * Arguments: kind of loop, address, the server's unix socket, its connections, everybody's
     * password, key store, its password. Runs until killed.
     */
    public static void main(String[] arguments) throws Exception {
        int connections = Integer.parseInt(arguments[3]);
        TlsContext tls = DoorProcess.context(Path.of(arguments[5]), arguments[6].toCharArray());
        ProxySettings settings =
                ProxySettings.named("bench").withPool(PoolSettings.DEFAULT.withPercent(100, 100));
        Target target =
                new Target("bench", Path.of(arguments[2]), Role.READ_WRITE, connections, false);
        try (DbProxies proxies = DbProxies.open(LoopKind.named(arguments[0]));
                Proxy proxy = proxies.add(settings, new OnePassword(arguments[4]), _ -> {})) {
            proxy.targets(List.of(target));
            ProxyEndpoint endpoint =
                    new ProxyEndpoint("default", Role.READ_WRITE, () -> tls, _ -> true);
            try (Listening at = proxy.listen(arguments[1], 5432, endpoint)) {
                System.out.println("listening at " + at.address());
                new CountDownLatch(1).await();
            }
        }
    }

    private record OnePassword(String password) implements Credentials {
        @Override
        public Answer of(String user) {
            return new Answer.Password("1", password, Optional.empty(), Proof.SCRAM);
        }

        @Override
        public boolean admits(String user, String token) {
            return false;
        }

        @Override
        public String toString() {
            return "OnePassword[***]";
        }
    }
}
