package homeport.proxy.pool;

import homeport.proxy.loop.Loop;
import homeport.proxy.pool.Credentials.Answer;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What users prove themselves with. Reads a secret beside the loop, keeps what was made of it for a
 * while, and reads it again when a password does not fit. Owner: the loop's thread.
 */
final class Secrets {
    /** How long an answer holds. */
    private static final Duration AGE_MAX = Duration.ofSeconds(30);

    /** The least time between two looks because a password was refused. */
    private static final Duration AGAIN_MIN = Duration.ofSeconds(1);

    /** Users kept; over it all are forgotten. */
    private static final int USERS_MAX = 1000;

    private final Loop loop;
    private final Credentials credentials;
    private final SecureRandom random;
    private final Map<String, Known> known = new HashMap<>();
    private final Map<String, List<Consumer<Found>>> asked = new HashMap<>();

    private record Known(Found found, long sinceNanos) {
        boolean isOver(Duration age) {
            return System.nanoTime() - sinceNanos > age.toNanos();
        }
    }

    /**
     * How a user proves itself, or why it cannot.
     *
     * @param refusal what the client is told when there is no secret
     * @param logged what the log says of it
     */
    record Found(Optional<Secret> secret, String refusal, String logged) {}

    Secrets(Loop loop, Credentials credentials, SecureRandom random) {
        this.loop = loop;
        this.credentials = credentials;
        this.random = random;
    }

    /** Answers now, or when the secret has been read. */
    void of(String user, Consumer<Found> then) {
        Known kept = known.get(user);
        if (kept != null && !kept.isOver(AGE_MAX)) {
            then.accept(kept.found);
            return;
        }
        List<Consumer<Found>> waiting = asked.get(user);
        if (waiting != null) {
            waiting.add(then);
            return;
        }
        asked.put(user, new ArrayList<>(List.of(then)));
        Optional<Secret> was = kept == null ? Optional.empty() : kept.found.secret();
        Thread.ofVirtual()
                .name("proxy-secret")
                .start(() -> {
                    Found found = read(user, was);
                    loop.execute(() -> keep(user, found));
                });
    }

    private Found read(String user, Optional<Secret> was) {
        try {
            return switch (credentials.of(user)) {
                case Answer.Password password -> of(user, password, was);
                case Answer.Tokens() -> new Found(Optional.of(Secret.ofTokens()), "", "");
                case Answer.Unknown() -> none(user, "no credentials for this user");
                case Answer.Unreadable(String because) -> none(user, because);
            };
        } catch (RuntimeException failed) {
            System.getLogger(Secrets.class.getName())
                    .log(Level.ERROR, "reading a proxy's credentials", failed);
            return none(user, "reading the credentials failed");
        }
    }

    private Found of(String user, Answer.Password password, Optional<Secret> was) {
        Secret secret =
                was.filter(kept -> kept.version().equals(password.version()))
                        .filter(kept -> kept.client() == password.client())
                        .orElseGet(() -> Secret.of(user, password, random));
        return new Found(Optional.of(secret), "", "");
    }

    private static Found none(String user, String logged) {
        return new Found(
                Optional.empty(),
                ("This RDS proxy has no credentials for the role %s. Check the credentials for this"
                                + " role and try again.")
                        .formatted(user),
                logged);
    }

    private void keep(String user, Found found) {
        if (known.size() >= USERS_MAX) known.clear();
        known.put(user, new Known(found, System.nanoTime()));
        List<Consumer<Found>> waiting = asked.remove(user);
        if (waiting != null) waiting.forEach(then -> then.accept(found));
    }

    /** A password was refused, by us or by a server: perhaps it is not the newest. */
    void refused(String user) {
        Known kept = known.get(user);
        if (kept != null && kept.isOver(AGAIN_MIN)) known.remove(user);
    }

    void forgetAll() {
        known.clear();
    }
}
