package homeport.proxy.pool;

import homeport.proxy.pool.Target.Role;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The identities of clients that have proven who they are, one object for equal ones, and what
 * servers say to each at the start. Owner: the loop's thread.
 */
final class Identities {
    /** Identities that are kept although nobody uses them. */
    private static final int UNUSED_MAX = 1000;

    private final Map<Identity, Identity> same = new HashMap<>();
    private final Map<At, Welcome> welcomes = new HashMap<>();
    private int lastUsed;

    /** Servers that may write say other things than those that only read. */
    private record At(Identity identity, Role role) {}

    Identity same(Identity of) {
        return same.computeIfAbsent(of, identity -> identity);
    }

    void welcome(Identity identity, Role role, Welcome welcome) {
        welcomes.put(new At(identity, role), welcome);
    }

    Optional<Welcome> welcomeOf(Identity identity, Role role) {
        return Optional.ofNullable(welcomes.get(new At(identity, role)));
    }

    /** Forgets what nobody uses, when there is much of it. */
    void prune(
            Collection<Client> clients, Collection<SignIn> signIns, Collection<TargetPool> pools) {
        if (same.size() <= lastUsed + UNUSED_MAX) return;
        Set<Identity> used = new HashSet<>();
        clients.forEach(client -> used.add(client.identity));
        signIns.stream().filter(SignIn::isProven).forEach(one -> used.add(one.identity()));
        for (TargetPool pool : pools) pool.addIdentities(used);
        same.keySet().retainAll(used);
        welcomes.keySet().removeIf(at -> !used.contains(at.identity));
        lastUsed = used.size();
    }
}
