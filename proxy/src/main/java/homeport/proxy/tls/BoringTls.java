package homeport.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * BoringSSL behind Netty's engine, without anything else of Netty: a handshake costs a third of the
 * JDK's, and nothing has to be compiled before it is fast. What an engine has beside the heap is
 * freed when it is released, what the context has when nobody knows it any more.
 */
final class BoringTls implements TlsContext {
    private static final Logger LOG = LoggerFactory.getLogger(BoringTls.class);
    private static final Cleaner CLEANER = Cleaner.create();

    /** Whether the library is there for this machine. */
    static final boolean WORKS = works();

    /** For the few bytes that do not come in direct buffers. */
    private static final ByteBufAllocator BYTES = new UnpooledByteBufAllocator(true);

    private final SslContext context;

    private BoringTls(SslContext context) {
        this.context = context;
        CLEANER.register(this, () -> ReferenceCountUtil.release(context));
    }

    /**
     * @throws IllegalArgumentException not a key with its certificate
     */
    static BoringTls of(PrivateKey key, List<X509Certificate> chain) {
        try {
            SslContext context =
                    SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
                            .sslProvider(SslProvider.OPENSSL_REFCNT)
                            .trustManager(nobody())
                            .protocols(PROTOCOLS)
                            .applicationProtocolConfig(
                                    new ApplicationProtocolConfig(
                                            Protocol.ALPN,
                                            SelectorFailureBehavior.NO_ADVERTISE,
                                            SelectedListenerFailureBehavior.ACCEPT,
                                            ALPN))
                            .build();
            return new BoringTls(context);
        } catch (GeneralSecurityException | IOException wrong) {
            throw new IllegalArgumentException("not a key with its certificate", wrong);
        }
    }

    /** Or all authorities that Java knows would be read, for certificates nobody is asked for. */
    private static TrustManagerFactory nobody() throws GeneralSecurityException, IOException {
        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(empty);
        return trust;
    }

    /** Set before the first class of Netty is there: no warnings, no threads of its own. */
    private static boolean works() {
        System.setProperty("io.netty.noUnsafe", "true");
        System.setProperty("io.netty.leakDetection.level", "disabled");
        System.setProperty("io.netty.handler.ssl.openssl.useTasks", "false");
        boolean there = OpenSsl.isAvailable();
        if (!there) LOG.info("TLS is the JDK's: {}", String.valueOf(OpenSsl.unavailabilityCause()));
        return there;
    }

    @Override
    public SSLEngine engine() {
        return context.newEngine(BYTES);
    }

    @Override
    public String applicationProtocol(SSLEngine engine) {
        String named = ((ReferenceCountedOpenSslEngine) engine).getNegotiatedApplicationProtocol();
        return named == null ? "" : named;
    }

    @Override
    public void release(SSLEngine engine) {
        ((ReferenceCountedOpenSslEngine) engine).release();
    }
}
