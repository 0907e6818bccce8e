package homeport.engine;

import homeport.engine.Node.Follower;
import homeport.engine.Node.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A primary {@code n1} and its copy {@code n2}, which streams from it. */
final class Pair {
    static final Role.Leading WAITING = new Role.Leading(Set.of("n2"));

    final Lab lab;
    final Node primary;
    final Node follower;

    private Pair(Lab lab, Node primary, Node follower) {
        this.lab = lab;
        this.primary = primary;
        this.follower = follower;
    }

    static Pair streaming(Lab lab, EngineVersion version, Map<String, String> settings)
            throws Exception {
        Node primary = lab.started("n1", version);
        try (Connection c = Lab.master(primary)) {
            Lab.run(c, "CREATE TABLE public.t (i bigint PRIMARY KEY)");
        }
        return new Pair(lab, primary, follower(lab, "n2", primary, settings));
    }

    /** A new node that streams from {@code primary}. */
    static Node follower(Lab lab, String name, Node primary, Map<String, String> settings)
            throws Exception {
        Node follower = lab.node(name);
        long begin = System.nanoTime();
        follower.cloneFrom(primary);
        told("clone", begin);
        follower.configure(settings, behind(primary, name, false));
        follower.start(Lab.MAX);
        awaitStreaming(primary, name);
        return follower;
    }

    static Role.Following behind(Node primary, String name, boolean readable) {
        return new Role.Following(name, Optional.of(primary.place()), readable);
    }

    static void awaitStreaming(Node primary, String name) throws InterruptedException {
        Lab.await(name + " streams", () -> streams(primary, name));
    }

    private static boolean streams(Node primary, String name) {
        return primary.report(Lab.MAX).followers().stream()
                .filter(f -> f.name().equals(name))
                .anyMatch(Follower::streaming);
    }

    /** A commit on its way; done when it was acknowledged. */
    static CompletableFuture<Void> insert(Node node, long i) {
        return CompletableFuture.runAsync(() -> {
            try (Connection c = Lab.master(node)) {
                Lab.run(c, "INSERT INTO t VALUES (" + i + ")");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Returns when the commit waits for a follower, or fails when it did not. */
    static void awaitWaiting(Node node, CompletableFuture<Void> commit) throws Exception {
        Lab.await("a commit waits", () -> commit.isDone() || node.report(Lab.MAX).waiting() > 0);
        if (commit.isDone())
            throw new AssertionError("acknowledged although no follower had confirmed it");
    }

    static void told(String what, long begin) {
        System.out.printf("%s: %.0f ms%n", what, (System.nanoTime() - begin) / 1e6);
    }
}
