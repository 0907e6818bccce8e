package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.engine.Authority.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authority is made once, keeps its key to itself, and real TLS believes what it issues. */
class FileAuthorityTest {
    private static final Instant NOW = Instant.now();

    @TempDir Path folder;

    @Test
    void itIsTheSameAfterARestartAndNobodyElseReadsItsKey() throws Exception {
        Path home = folder.resolve("ca");
        FileAuthority first = FileAuthority.open(home, NOW);
        Files.delete(first.rootCertificate()); // as if stopped between the two files
        FileAuthority second = FileAuthority.open(home, NOW.plusSeconds(60));
        assertThat(second.root()).isEqualTo(first.root());
        assertThat(second.root().thumbprint()).matches("[0-9a-f]{40}");
        assertThat(Files.getPosixFilePermissions(home))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(home.resolve("authority.pem")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(second.rootCertificate())).doesNotContain("PRIVATE");
    }

    @Test
    void aCertificateNamesItsHostsAndIsSignedByTheRoot() throws Exception {
        FileAuthority authority = FileAuthority.open(folder.resolve("ca"), NOW);
        Identity identity = authority.issue("db", List.of("db.example"), List.of("127.1.2.3"), NOW);
        X509Certificate leaf = Pem.certificates(identity.certificate()).getFirst();
        X509Certificate root =
                Pem.certificates(Files.readString(authority.rootCertificate())).getFirst();
        leaf.verify(root.getPublicKey());
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(List.of(2, "db.example"), List.of(7, "127.1.2.3"));
        Duration life = Duration.between(NOW, leaf.getNotAfter().toInstant());
        assertThat(life.toDays()).isBetween(396L, 397L);
        assertThat(identity).hasToString("Identity[***]");
    }

    /** An endpoint's name has up to 63 characters before its domain. */
    @Test
    void aHostWithALongNameHasACertificateToo() throws Exception {
        FileAuthority authority = FileAuthority.open(folder.resolve("ca"), NOW);
        String label = "a".repeat(63);
        String host = label + ".proxy-cl9o7gqd6tdj.us-east-1.rds.amazonaws.com";
        X509Certificate leaf =
                Pem.certificates(authority.issue(host, List.of(host), List.of(), NOW).certificate())
                        .getFirst();
        assertThat(leaf.getSubjectX500Principal().getName())
                .isEqualTo("CN=proxy-cl9o7gqd6tdj.us-east-1.rds.amazonaws.com");
        assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(2, host));
        String single = "a".repeat(70);
        X509Certificate cut =
                Pem.certificates(authority.issue(single, List.of(), List.of(), NOW).certificate())
                        .getFirst();
        assertThat(cut.getSubjectX500Principal().getName()).isEqualTo("CN=" + "a".repeat(64));
    }

    @Test
    void aClientThatTrustsTheRootBelievesAServerWithItsName() throws Exception {
        FileAuthority authority = FileAuthority.open(folder.resolve("ca"), NOW);
        String root = Files.readString(authority.rootCertificate());
        SSLContext server =
                Tls.serverContext(authority.issue("s", List.of(), List.of("127.0.0.1"), NOW));
        SSLContext client =
                Tls.clientContext(authority.issue("c", List.of(), List.of(), NOW), root);
        try (SSLServerSocket listener =
                (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0)) {
            Thread.ofVirtual()
                    .start(() -> {
                        try (var accepted = listener.accept()) {
                            accepted.getOutputStream().write('!');
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            try (SSLSocket socket =
                    (SSLSocket)
                            client.getSocketFactory()
                                    .createSocket("127.0.0.1", listener.getLocalPort())) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                assertThat(socket.getInputStream().read()).isEqualTo('!');
            }
        }
    }
}
