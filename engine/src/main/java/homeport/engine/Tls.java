package homeport.engine;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS contexts from identities of Homeport's own authority. */
public final class Tls {
    private Tls() {}

    /** The key of an identity. */
    public static PrivateKey key(Authority.Identity identity) {
        return Pem.privateKey(identity.privateKey());
    }

    /** The certificate of an identity, and those between it and the root. */
    public static List<X509Certificate> chain(Authority.Identity identity) {
        return Pem.certificates(identity.certificate());
    }

    /** For a listener that shows this certificate and asks its clients for none. */
    public static SSLContext serverContext(Authority.Identity identity) {
        return context(identity, List.of());
    }

    /**
     * For a client that shows this certificate and trusts only {@code roots}.
     *
     * @param roots certificates in PEM form
     */
    public static SSLContext clientContext(Authority.Identity identity, String roots) {
        return context(identity, Pem.certificates(roots));
    }

    private static SSLContext context(Authority.Identity identity, List<X509Certificate> roots) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            KeyStore trusted = empty();
            for (X509Certificate root : roots)
                trusted.setCertificateEntry(root.getSubjectX500Principal().getName(), root);
            trust.init(trusted);
            context.init(keys(identity), trust.getTrustManagers(), new SecureRandom());
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new EngineException("cannot set up TLS", e);
        }
    }

    private static KeyManager[] keys(Authority.Identity identity)
            throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        char[] password = new char[0];
        store.setKeyEntry(
                "identity",
                Pem.privateKey(identity.privateKey()),
                password,
                Pem.certificates(identity.certificate()).toArray(X509Certificate[]::new));
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        return keys.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
