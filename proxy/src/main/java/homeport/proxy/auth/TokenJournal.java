package homeport.proxy.auth;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What became of the sign-ins by token at one instance or cluster: numbers since it was made, and
 * the newest failures in words. Any thread.
 */
public final class TokenJournal {
    /** Failures kept; the oldest goes first. */
    public static final int FAILURES_MAX = 500;

    private final ReentrantLock lock = new ReentrantLock();

    /** All three under the lock. */
    private final Deque<Failure> failures = new ArrayDeque<>();

    private final Map<TokenRefusal, Long> refused = new EnumMap<>(TokenRefusal.class);
    private long succeeded;

    /**
     * One line of {@code iam-db-auth-error}.
     *
     * @param because a sentence without the token
     */
    public record Failure(Instant at, String user, TokenRefusal refusal, String because) {}

    /**
     * Sign-ins by token. Source: RDS user guide, "IAM database authentication", CloudWatch metrics
     * {@code IamDbAuthConnectionRequests}, {@code …Success}, {@code …Failure} and its five kinds.
     *
     * @param refused every reason has a row
     */
    public record Counts(long succeeded, Map<TokenRefusal, Long> refused) {
        /** Keeps a copy. */
        public Counts {
            refused = Map.copyOf(refused);
        }

        /** Of whatever kind. */
        public long failed() {
            return refused.values().stream().mapToLong(Long::longValue).sum();
        }

        /** Succeeded or failed. */
        public long requests() {
            return succeeded + failed();
        }
    }

    /** Notes what came of one sign-in. */
    public void note(Instant at, String user, DbTokens.Verdict verdict) {
        lock.lock();
        try {
            if (verdict.refusal().isEmpty()) {
                succeeded++;
                return;
            }
            TokenRefusal why = verdict.refusal().get();
            refused.merge(why, 1L, Long::sum);
            failures.addLast(new Failure(at, user, why, verdict.because()));
            if (failures.size() > FAILURES_MAX) failures.removeFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Numbers now. */
    public Counts counts() {
        lock.lock();
        try {
            Map<TokenRefusal, Long> all = new EnumMap<>(TokenRefusal.class);
            for (TokenRefusal why : TokenRefusal.values())
                all.put(why, refused.getOrDefault(why, 0L));
            return new Counts(succeeded, all);
        } finally {
            lock.unlock();
        }
    }

    /** The newest failures, oldest first. */
    public List<Failure> failures() {
        lock.lock();
        try {
            return List.copyOf(failures);
        } finally {
            lock.unlock();
        }
    }
}
