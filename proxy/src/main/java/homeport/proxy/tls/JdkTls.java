package homeport.proxy.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** The JDK's engine. */
final class JdkTls implements TlsContext {
    private final SSLContext context;

    private JdkTls(SSLContext context) {
        this.context = context;
    }

    static JdkTls of(PrivateKey key, List<X509Certificate> chain) {
        try {
            char[] password = new char[0];
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("identity", key, password, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return new JdkTls(context);
        } catch (GeneralSecurityException | IOException wrong) {
            throw new IllegalArgumentException("not a key with its certificate", wrong);
        }
    }

    @Override
    public SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS.toArray(String[]::new));
        parameters.setApplicationProtocols(new String[] {ALPN});
        engine.setSSLParameters(parameters);
        return engine;
    }

    @Override
    public String applicationProtocol(SSLEngine engine) {
        String named = engine.getApplicationProtocol();
        return named == null ? "" : named;
    }

    @Override
    public void release(SSLEngine engine) {
        // nothing beside the heap
    }
}
