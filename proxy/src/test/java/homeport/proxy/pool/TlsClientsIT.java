package homeport.proxy.pool;

import static homeport.proxy.pool.PoolWorld.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import homeport.proxy.pool.PoolWorld.Running;
import java.io.IOException;
import java.net.Socket;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of a DB proxy that come with TLS, of each kind. */
class TlsClientsIT {
    private static final byte[] SSL_REQUEST = HexFormat.of().parseHex("0000000804d2162f");

    private static PoolWorld world;
    private Running shop;

    @BeforeAll
    static void begin() throws Exception {
        world = new PoolWorld();
    }

    @BeforeEach
    void open() throws Exception {
        shop = world.running(ProxySettings.named("shop").withTlsOnly());
    }

    @AfterEach
    void nobodyIsLeft() {
        eventually("nobody signs in", () -> shop.proxy.snapshot().clientConnectionsInSetup() == 0);
        eventually("nobody is in", () -> shop.proxy.snapshot().clientConnections() == 0);
        world.closeOpened();
    }

    @AfterAll
    static void end() {
        world.close();
    }

    private SSLSocket tls(boolean asks, String version, String... protocols) throws Exception {
        Socket plain = new Socket();
        plain.connect(shop.at, 5_000);
        plain.setSoTimeout(40_000);
        if (asks) {
            plain.getOutputStream().write(SSL_REQUEST);
            assertEquals('S', plain.getInputStream().read());
        }
        SSLSocket tls =
                (SSLSocket)
                        world.certificate
                                .trusted()
                                .getSocketFactory()
                                .createSocket(plain, world.address, shop.at.getPort(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setApplicationProtocols(protocols);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        return tls;
    }

    /** Source: PostgreSQL 17, "Message Flow", "SSL Session Encryption": no request before it. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whoBeginsWithTlsAndNamesTheProtocolIsIn(String version) throws Exception {
        try (SSLSocket tls = tls(false, version, "postgresql");
                WireClient client = new WireClient(tls)) {
            assertEquals("postgresql", tls.getApplicationProtocol());
            assertEquals("T1 [1] SELECT_1 ZI", client.ask("SELECT 1"));
            String large = client.ask("SELECT repeat('x', 3000000)");
            assertTrue(large.length() > 3_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http/1.1"})
    void whoBeginsWithTlsAndDoesNotNameTheProtocolIsRefused(String named) throws Exception {
        String[] protocols = named.isEmpty() ? new String[0] : new String[] {named};
        IOException refused =
                assertThrows(
                        IOException.class,
                        () -> {
                            try (SSLSocket tls = tls(false, "TLSv1.3", protocols)) {
                                new WireClient(tls).close();
                            }
                        });
        assertTrue(refused.getMessage().contains("direct TLS without"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whoAsksForTlsNeedsNoProtocol(String version) throws Exception {
        try (SSLSocket tls = tls(true, version);
                WireClient client = new WireClient(tls)) {
            assertEquals("T1 [1] SELECT_1 ZI", client.ask("SELECT 1"));
        }
    }

    /** It costs the server much and the client little. */
    @Test
    void whoRenegotiatesIsShownTheDoor() throws Exception {
        try (SSLSocket tls = tls(true, "TLSv1.2");
                WireClient client = new WireClient(tls)) {
            client.ask("SELECT 1");
            tls.startHandshake();
            assertThrows(IOException.class, () -> client.ask("SELECT 1"));
        }
    }

    /** What renegotiation has become in TLS 1.3 is harmless, and allowed. */
    @Test
    void whoUpdatesItsKeysGoesOn() throws Exception {
        try (SSLSocket tls = tls(true, "TLSv1.3");
                WireClient client = new WireClient(tls)) {
            client.ask("SELECT 1");
            for (int i = 0; i < 20; i++) {
                tls.startHandshake();
                assertEquals("T1 [1] SELECT_1 ZI", client.ask("SELECT 1"));
            }
        }
    }

    /** A dead client's TLS says goodbye to nobody. */
    @Test
    void whoVanishesInAHandshakeLeavesNothing() throws Exception {
        for (int i = 0; i < 50; i++)
            try (Socket plain = new Socket()) {
                plain.connect(shop.at, 5_000);
                plain.getOutputStream().write(SSL_REQUEST);
                plain.getInputStream().read();
                plain.getOutputStream().write(new byte[] {0x16, 3, 1, 2});
                if (i % 2 == 0) plain.setSoLinger(true, 0);
            }
        long began = System.nanoTime();
        eventually("none is left", () -> shop.proxy.snapshot().clientConnectionsInSetup() == 0);
        assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(20));
    }
}
