package homeport.engine;

import homeport.engine.Node.Follower;
import homeport.engine.Node.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A primary and its copy, which streams from it, in a lab of their own. */
record Pair(Lab lab, Node primary, Node follower) implements AutoCloseable {
    static Pair streaming(EngineVersion version, Map<String, String> settings) throws Exception {
        Lab lab = new Lab();
        Node primary = lab.started("n1", version);
        try (Connection c = Lab.master(primary)) {
            Lab.run(c, "CREATE TABLE public.t (i bigserial PRIMARY KEY)");
        }
        Pair pair = new Pair(lab, primary, lab.node("n2"));
        pair.join(pair.follower, settings);
        return pair;
    }

    /** As it was when it was new, or a new one: tests share one as long as they leave it whole. */
    static Pair streaming(Optional<Pair> left, EngineVersion version) throws Exception {
        if (left.isPresent() && left.get().isWhole()) {
            awaitStreaming(left.get().primary, name(left.get().follower));
            return left.get();
        }
        left.ifPresent(Pair::close);
        return streaming(version, Map.of());
    }

    /** A new node that streams from the primary. */
    void join(Node node, Map<String, String> settings) throws Exception {
        long begin = System.nanoTime();
        node.cloneFrom(primary);
        told("clone", begin);
        node.configure(settings, behind(primary, node));
        node.start(Lab.MAX);
        awaitStreaming(primary, name(node));
    }

    private boolean isWhole() {
        return primary.running().isPresent()
                && follower.running().isPresent()
                && !primary.isStandby()
                && follower.isStandby();
    }

    static String name(Node node) {
        return node.place().home().getFileName().toString();
    }

    static Role.Leading waitingFor(Node follower) {
        return new Role.Leading(Set.of(name(follower)));
    }

    /** Closed to readers. */
    static Role.Following behind(Node primary, Node follower) {
        return new Role.Following(name(follower), Optional.of(primary.place()), false);
    }

    static Role.Following readable(Node primary, Node follower) {
        return new Role.Following(name(follower), Optional.of(primary.place()), true);
    }

    static void awaitStreaming(Node primary, String name) throws InterruptedException {
        Lab.await(
                name + " streams",
                () ->
                        primary.report(Lab.MAX).followers().stream()
                                .filter(f -> f.name().equals(name))
                                .anyMatch(Follower::streaming));
    }

    /** A commit on its way; done when it was acknowledged. */
    static CompletableFuture<Void> insert(Node node) {
        return CompletableFuture.runAsync(() -> {
            try (Connection c = Lab.master(node)) {
                Lab.run(c, "INSERT INTO t DEFAULT VALUES");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    static void awaitAcknowledged(CompletableFuture<Void> commit) throws Exception {
        commit.get(Lab.MAX.toSeconds(), TimeUnit.SECONDS);
    }

    /** Returns when the commit waits for a follower, or fails when it did not. */
    static void awaitWaiting(Node node, CompletableFuture<Void> commit) throws Exception {
        Lab.await("a commit waits", () -> commit.isDone() || node.report(Lab.MAX).waiting() > 0);
        if (commit.isDone())
            throw new AssertionError("acknowledged although no follower had confirmed it");
    }

    static long rows(Node node) throws SQLException {
        try (Connection c = Lab.master(node)) {
            return Long.parseLong(Lab.one(c, "SELECT count(*) FROM t"));
        }
    }

    static void told(String what, long begin) {
        System.out.printf("%s: %.0f ms%n", what, (System.nanoTime() - begin) / 1e6);
    }

    @Override
    public void close() {
        lab.close();
    }
}
