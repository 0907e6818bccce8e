package homeport.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.postgresql.ssl.WrappedFactory;

/**
 * How the JDBC driver gets a certificate that is in no file: it makes this class by name and gives
 * it a text, which stands for the context. Public only because the driver must see it.
 */
public final class AdminSocketFactory extends WrappedFactory {
    /** One entry per {@link AdminAccess} and month. */
    private static final Map<String, SSLContext> CONTEXTS = new ConcurrentHashMap<>();

    /**
     * @param name what {@link #register} returned
     */
    public AdminSocketFactory(String name) {
        SSLContext context = CONTEXTS.get(name);
        if (context == null) throw new IllegalArgumentException("no TLS context " + name);
        factory = context.getSocketFactory();
    }

    static String register(SSLContext context) {
        String name = Integer.toHexString(System.identityHashCode(context));
        CONTEXTS.put(name, context);
        return name;
    }
}
