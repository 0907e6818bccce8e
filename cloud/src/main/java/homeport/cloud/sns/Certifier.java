package homeport.cloud.sns;

import java.time.Instant;

/** Makes a key with a certificate that says whose it is; {@code server} plugs its authority in. */
@FunctionalInterface
public interface Certifier {
    /** An RSA key for signatures. */
    Issued issue(String commonName, Instant now);

    /** PEM texts, and when the certificate ends. */
    record Issued(String certificate, String privateKey, Instant end) {
        @Override
        public String toString() {
            return "Issued[***]";
        }
    }
}
