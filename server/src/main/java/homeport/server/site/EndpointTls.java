package homeport.server.site;

import homeport.engine.Authority;
import homeport.engine.Tls;
import homeport.proxy.tls.TlsContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The certificate of one endpoint, made anew long before it ends. Safe from any thread. */
final class EndpointTls {
    /** Certificates live for 397 days. */
    private static final Duration USE_MAX = Duration.ofDays(300);

    private final Authority authority;
    private final InstantSource clock;
    private TlsContext context;
    private Instant made = Instant.EPOCH;

    EndpointTls(Authority authority, InstantSource clock) {
        this.authority = authority;
        this.clock = clock;
    }

    /**
     * @param names of the endpoint, the common name first; those of now count when it is made anew
     */
    synchronized TlsContext context(List<String> names, String address) {
        Instant now = clock.instant();
        if (context == null || made.plus(USE_MAX).isBefore(now)) {
            context = of(authority.issue(names.getFirst(), names, List.of(address), now));
            made = now;
        }
        return context;
    }

    private static TlsContext of(Authority.Identity identity) {
        return TlsContext.of(Tls.key(identity), Tls.chain(identity));
    }
}
