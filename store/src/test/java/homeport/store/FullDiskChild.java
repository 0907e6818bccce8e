package homeport.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Commits until the store cannot be written, then says what memory shows, and dies without closing:
 * {@code ack <revision>} after each commit, then {@code refused <message>}, {@code again
 * <message>}, {@code shows <revision> <keys>} and {@code watched <revision>}. With ballast it then
 * makes room and goes on: {@code on <revision>}, {@code left <keys under the lease>}.
 */
final class FullDiskChild {
    private static final int VALUE_BYTES = 100_000;
    static final int LEASED = Store.OPS_MAX;
    private static final int BALLAST_BYTES = 8_000_000;

    private FullDiskChild() {}

    /**
     * @param args the store's file, and a file that takes up room until the store is full
     */
    public static void main(String[] args) throws IOException {
        Leash.attach();
        Store store = EmbeddedStore.open(Path.of(args[0]));
        if (args.length > 1) Files.write(Path.of(args[1]), new byte[BALLAST_BYTES]);
        Queue<Long> told = new ConcurrentLinkedQueue<>();
        store.watch("/", 0, change -> told.add(Seen.revision(change)));
        long lease = store.grantLease(Duration.ofHours(1));
        store.commit(leased(lease));
        say("ack 1");
        int number = 1;
        try {
            while (true) say("ack " + commit(store, ++number));
        } catch (StoreException full) {
            say("refused " + full.getMessage());
        }
        if (args.length > 1) fillToTheLastPage(Path.of(args[1]));
        try {
            store.revokeLease(lease);
            say("revoked");
        } catch (StoreException full) {
            say("again " + full.getMessage());
        }
        Store.Listing shown = store.list("/");
        say("shows %d %d".formatted(shown.revision(), shown.entries().size()));
        while (told.size() < shown.entries().size()) Thread.onSpinWait();
        say("watched " + Collections.max(told));
        if (args.length > 1) goOn(store, Path.of(args[1]), number);
        Runtime.getRuntime().halt(0);
    }

    /** So many that ending the lease needs more room than is left in what the log already has. */
    private static List<Op> leased(long lease) {
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < LEASED; i++)
            ops.add(
                    new Op.Put(
                            "/l/" + i,
                            new byte[3000],
                            OptionalLong.empty(),
                            OptionalLong.of(lease)));
        return ops;
    }

    private static void fillToTheLastPage(Path ballast) {
        try {
            while (true) Files.write(ballast, new byte[4096], StandardOpenOption.APPEND);
        } catch (IOException full) {
            return;
        }
    }

    private static void goOn(Store store, Path ballast, int number) throws IOException {
        Files.delete(ballast);
        StoreUnderTest.await("the lease has ended", () -> store.list("/l/").entries().isEmpty());
        say("on " + commit(store, number));
        say("left " + store.list("/l/").entries().size());
    }

    private static long commit(Store store, int number) {
        return store.commit(
                        List.of(
                                Op.create("/a/" + number, new byte[VALUE_BYTES]),
                                Op.create("/b/" + number, new byte[] {1})))
                .orElseThrow();
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
