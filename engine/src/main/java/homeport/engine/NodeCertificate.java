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
 * What a server shows on TCP: one file with its certificate and key, so that the two can never
 * disagree, and the root that its clients' certificates must come from.
 */
record NodeCertificate(NodePlace place, Authority authority, Account account) {
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    static Path file(NodePlace place) {
        return place.home().resolve("tls").resolve("server.pem");
    }

    static Path roots(NodePlace place) {
        return place.home().resolve("tls").resolve("ca.pem");
    }

    /** Issues the certificate when there is none, it ends soon, or another root signed it. */
    void renew(Instant now) {
        account.folder(file(place).getParent());
        try {
            String root = Files.readString(authority.rootCertificate());
            if (!Files.exists(roots(place)) || !Files.readString(roots(place)).equals(root))
                Durable.write(roots(place), root, account);
            if (Files.exists(file(place)) && good(root, now)) return;
            Authority.Identity identity =
                    authority.issue(place.address(), List.of(), List.of(place.address()), now);
            Durable.write(file(place), identity.certificate() + identity.privateKey(), account);
        } catch (IOException e) {
            throw new EngineException("cannot read the certificates of " + place.home(), e);
        }
    }

    private boolean good(String root, Instant now) throws IOException {
        Authority.Identity identity = Pem.read(file(place));
        X509Certificate certificate = Pem.certificates(identity.certificate()).getFirst();
        Instant end = certificate.getNotAfter().toInstant();
        if (end.isBefore(now.plus(RENEW_BEFORE))) return false;
        try {
            certificate.verify(Pem.certificates(root).getFirst().getPublicKey());
            return certificate.getSubjectX500Principal().getName().equals("CN=" + place.address());
        } catch (GeneralSecurityException another) {
            return false;
        }
    }
}
