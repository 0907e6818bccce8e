package homeport.bench;

import homeport.proxy.door.Door;
import homeport.proxy.door.DoorSettings;
import homeport.proxy.door.Endpoint;
import homeport.proxy.door.Endpoint.Target;
import homeport.proxy.loop.LoopKind;
import homeport.proxy.tls.TlsContext;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A door in a process of its own, so that its processor time is its own. */
final class DoorProcess {
    /** How the server's JVM is started: the least threads and the cheapest barriers. */
    static final String[] FLAGS = {
        "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xms48m", "-Xmx96m"
    };

    private DoorProcess() {}

    /**
     * Arguments: address, the server's unix socket, key store, its password, and one more address
     * for the same server, guarded. Runs until killed.
     */
    public static void main(String[] arguments) throws Exception {
        TlsContext tls = context(Path.of(arguments[2]), arguments[3].toCharArray());
        Path socket = Path.of(arguments[1]);
        try (Door door = Door.open(DoorSettings.DEFAULT, LoopKind.AUTO)) {
            door.listen(arguments[0], 5432, new Bench(tls, new Target.Open(socket)));
            door.listen(arguments[4], 5432, new Bench(tls, new Target.Open(socket, true)));
            new CountDownLatch(1).await();
        }
    }

    /** An endpoint that never changes. */
    private record Bench(TlsContext tls, Target target) implements Endpoint {
        @Override
        public String name() {
            return "bench";
        }

        @Override
        public boolean admits(InetAddress client) {
            return true;
        }
    }

    /** Of a key store with one certificate. */
    static TlsContext context(Path store, char[] password) throws Exception {
        KeyStore keys = KeyStore.getInstance(store.toFile(), password);
        String alias = keys.aliases().nextElement();
        return TlsContext.of(
                (PrivateKey) keys.getKey(alias, password),
                List.of((X509Certificate) keys.getCertificate(alias)));
    }
}
