package homeport.proxy.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Clients of one proxy that are signing in. Owner: the loop's thread. */
final class SignIns {
    /** Clients that may be signing in at once. */
    static final int MAX = 1000;

    /** When so many are at it, who has needed longer makes room for the next one. */
    static final Duration GRACE = Duration.ofSeconds(3);

    /** Of the oldest, how many are looked at for somebody to make room. */
    private static final int DAWDLERS_SEEN_MAX = 50;

    /** In the order in which they came. */
    private final Set<SignIn> all = new LinkedHashSet<>();

    /**
     * Takes a client in; refuses it when there are too many, of which nobody dawdles. So whoever
     * opens connections and says little on them keeps nobody out for long.
     */
    void add(SignIn signIn) {
        boolean isFull = all.size() >= MAX && !madeRoom(System.nanoTime());
        all.add(signIn);
        if (isFull) signIn.refuseOneTooMany();
    }

    private boolean madeRoom(long now) {
        Optional<SignIn> dawdler =
                all.stream()
                        .limit(DAWDLERS_SEEN_MAX)
                        .filter(one -> one.owesFor(GRACE, now))
                        .findFirst();
        dawdler.ifPresent(SignIn::cut);
        return dawdler.isPresent();
    }

    void remove(SignIn signIn) {
        all.remove(signIn);
    }

    int count() {
        return all.size();
    }

    /** Those who have proven who they are, and wait for a server's greeting. */
    List<SignIn> proven() {
        return all.stream().filter(SignIn::isProven).toList();
    }

    Collection<SignIn> all() {
        return Collections.unmodifiableCollection(all);
    }

    void cutAll() {
        new ArrayList<>(all).forEach(SignIn::cut);
    }

    /** Ends what takes too long. */
    void tick(long now, ProxySettings settings) {
        long signInMax = settings.signInMax().toNanos();
        long borrowMax = settings.pool().borrowTimeout().toNanos();
        for (SignIn one : new ArrayList<>(all)) {
            if (!one.isProven()) {
                if (now - one.sinceNanos > signInMax) one.cut();
            } else if (now - one.sinceNanos > borrowMax)
                one.refuse("08000", "Timed-out waiting to acquire database connection.");
        }
    }
}
