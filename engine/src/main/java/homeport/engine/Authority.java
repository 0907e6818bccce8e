package homeport.engine;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Homeport's own certificate authority: one root made at first start, kept in a folder of mode
 * 0700.
 */
public interface Authority {
    /** The root certificate, PEM; what {@code PGSSLROOTCERT} names. */
    Path rootCertificate();

    Root root();

    /** A certificate with its key for a server or a client; ECDSA P-256. */
    Identity issue(String commonName, List<String> dnsNames, List<String> addresses, Instant now);

    /** PEM texts. */
    record Identity(String certificate, String privateKey) {
        @Override
        public String toString() {
            return "Identity[***]";
        }
    }

    /**
     * @param thumbprint SHA-1 of the DER form, lower-case hex
     */
    record Root(String id, String thumbprint, Instant validFrom, Instant validTill) {}
}
