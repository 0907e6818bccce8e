package homeport.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a server shows on TCP, and what it shows as a standby to its primary: each is one file with
 * certificate and key, so that the two can never disagree. Beside them the root that those of
 * others must come from.
 */
record NodeCertificate(NodePlace place, Authority authority, Account account) {
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    static Path file(NodePlace place) {
        return place.home().resolve("tls").resolve("server.pem");
    }

    static Path replication(NodePlace place) {
        return place.home().resolve("tls").resolve("replication.pem");
    }

    static Path roots(NodePlace place) {
        return place.home().resolve("tls").resolve("ca.pem");
    }

    /** Issues a certificate when there is none, it ends soon, or another root signed it. */
    void renew(Instant now) {
        account.folder(file(place).getParent());
        try {
            String root = Files.readString(authority.rootCertificate());
            if (!Files.exists(roots(place)) || !Files.readString(roots(place)).equals(root))
                Durable.write(roots(place), root, account);
            renew(file(place), place.address(), List.of(place.address()), root, now);
            renew(replication(place), LocalEngines.REPLICATION_COMMON_NAME, List.of(), root, now);
        } catch (IOException e) {
            throw new EngineException("cannot read the certificates of " + place.home(), e);
        }
    }

    private void renew(
            Path file, String commonName, List<String> addresses, String root, Instant now)
            throws IOException {
        if (Files.exists(file) && good(file, commonName, root, now)) return;
        Authority.Identity identity = authority.issue(commonName, List.of(), addresses, now);
        Durable.write(file, identity.certificate() + identity.privateKey(), account);
    }

    private static boolean good(Path file, String commonName, String root, Instant now)
            throws IOException {
        Authority.Identity identity = Pem.read(file);
        X509Certificate certificate = Pem.certificates(identity.certificate()).getFirst();
        Instant end = certificate.getNotAfter().toInstant();
        if (end.isBefore(now.plus(RENEW_BEFORE))) return false;
        try {
            certificate.verify(Pem.certificates(root).getFirst().getPublicKey());
            return certificate.getSubjectX500Principal().getName().equals("CN=" + commonName);
        } catch (GeneralSecurityException another) {
            return false;
        }
    }
}
