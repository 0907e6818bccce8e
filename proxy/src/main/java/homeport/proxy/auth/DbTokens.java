package homeport.proxy.auth;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Checks tokens. Makers hand out the same token for minutes, so that its signature is right is
 * remembered with the secret that made it; time, key and policy are looked at each time. Any
 * thread.
 */
public final class DbTokens {
    /** How far a maker's clock may be ahead of ours. */
    static final Duration SKEW_MAX = Duration.ofMinutes(5);

    /** Tokens remembered; the one that was not used for longest goes first. */
    static final int REMEMBERED_MAX = 2_000;

    /** Checks at once; one more is refused as {@link TokenRefusal#THROTTLED}. */
    static final int CHECKS_MAX = 256;

    private static final Logger LOG = System.getLogger(DbTokens.class.getName());

    private final Identities identities;
    private final Semaphore checks = new Semaphore(CHECKS_MAX);
    private final ReentrantLock lock = new ReentrantLock();

    /** By SHA-256 of the text. Under the lock. */
    private final Map<ByteBuffer, Known> remembered =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Known> eldest) {
                    return size() > REMEMBERED_MAX;
                }
            };

    private record Known(DbToken token, String secretKey) {}

    /**
     * What came of a check.
     *
     * @param refusal empty: the client is who it says
     * @param because for the log: never told to the client, and without the token
     */
    public record Verdict(Optional<TokenRefusal> refusal, String because) {
        private static Verdict refused(TokenRefusal why, String because) {
            return new Verdict(Optional.of(why), because);
        }
    }

    /** {@code identities} is asked at each check. */
    public DbTokens(Identities identities) {
        this.identities = identities;
    }

    /** Whether {@code text} lets {@code user} in at the resource now. */
    public Verdict check(String text, String user, DbResource resource, Instant now) {
        if (!checks.tryAcquire())
            return Verdict.refused(
                    TokenRefusal.THROTTLED, "over " + CHECKS_MAX + " tokens are being checked");
        try {
            return checked(text, user, resource, now);
        } catch (RuntimeException fault) {
            LOG.log(Level.ERROR, "cannot check a token for " + resource.arn(user), fault);
            return Verdict.refused(TokenRefusal.INTERNAL_ERROR, fault.getClass().getName());
        } finally {
            checks.release();
        }
    }

    private Verdict checked(String text, String user, DbResource resource, Instant now) {
        ByteBuffer hash = ByteBuffer.wrap(Hashes.sha256(text.getBytes(StandardCharsets.UTF_8)));
        Optional<Known> known = known(hash);
        Optional<DbToken> parsed = known.map(Known::token).or(() -> DbToken.parse(text));
        if (parsed.isEmpty()) return invalid("it is not a token");
        DbToken token = parsed.get();
        Optional<Verdict> elsewhere = elsewhere(token, user, resource);
        if (elsewhere.isPresent()) return elsewhere.get();
        if (token.signed().isAfter(now.plus(SKEW_MAX))) return invalid("it is of the future");
        Optional<Identities.Signer> found =
                identities.signer(token.accessKeyId(), token.sessionToken());
        if (found.isEmpty()) return invalid("its access key is not known, or not active");
        Identities.Signer signer = found.get();
        boolean signed =
                known.filter(one -> one.secretKey.equals(signer.secretKey())).isPresent()
                        || token.isSignedWith(signer.secretKey());
        if (!signed) return invalid("its signature is wrong");
        Instant end = token.signed().plus(token.lifetime());
        if (now.isAfter(end) || signer.until().filter(now::isAfter).isPresent()) {
            forget(hash);
            return Verdict.refused(TokenRefusal.EXPIRED_TOKEN, "its time is over");
        }
        remember(hash, new Known(token, signer.secretKey()));
        String arn = resource.arn(user);
        if (signer.mayConnect().test(arn)) return new Verdict(Optional.empty(), "");
        return Verdict.refused(
                TokenRefusal.NOT_AUTHORIZED, "its signer may not rds-db:connect on " + arn);
    }

    private static Optional<Verdict> elsewhere(DbToken token, String user, DbResource resource) {
        if (!token.user().equals(user)) return Optional.of(invalid("it is for another user"));
        if (!resource.isAt(token.host(), token.port()))
            return Optional.of(invalid("it is for another endpoint"));
        if (!token.region().equals(resource.region()))
            return Optional.of(invalid("it is for another region"));
        return Optional.empty();
    }

    private static Verdict invalid(String because) {
        return Verdict.refused(TokenRefusal.INVALID_TOKEN, because);
    }

    private Optional<Known> known(ByteBuffer hash) {
        lock.lock();
        try {
            return Optional.ofNullable(remembered.get(hash));
        } finally {
            lock.unlock();
        }
    }

    private void remember(ByteBuffer hash, Known known) {
        lock.lock();
        try {
            remembered.put(hash, known);
        } finally {
            lock.unlock();
        }
    }

    private void forget(ByteBuffer hash) {
        lock.lock();
        try {
            remembered.remove(hash);
        } finally {
            lock.unlock();
        }
    }

    /** How many are remembered now. */
    int remembered() {
        lock.lock();
        try {
            return remembered.size();
        } finally {
            lock.unlock();
        }
    }
}
