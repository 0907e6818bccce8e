package homeport.store;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Commits until the store cannot be written, then says what memory shows and dies without closing:
 * {@code ack <revision>} after each commit, then {@code refused <message>}, {@code again
 * <message>}, {@code shows <revision> <keys>} and {@code watched <revision>}.
 */
final class FullDiskChild {
    private static final int VALUE_BYTES = 100_000;

    private FullDiskChild() {}

    /**
     * @param args the store's file
     */
    public static void main(String[] args) {
        Store store = EmbeddedStore.open(Path.of(args[0]));
        Queue<Long> told = new ConcurrentLinkedQueue<>();
        store.watch("/", 0, change -> told.add(Seen.revision(change)));
        int number = 0;
        try {
            while (true) System.out.println("ack " + commit(store, ++number));
        } catch (StoreException full) {
            System.out.println("refused " + full.getMessage());
        }
        try {
            System.out.println("ack " + commit(store, number));
        } catch (StoreException full) {
            System.out.println("again " + full.getMessage());
        }
        Store.Listing shown = store.list("/");
        System.out.println("shows %d %d".formatted(shown.revision(), shown.entries().size()));
        while (told.size() < shown.entries().size()) Thread.onSpinWait();
        System.out.println("watched " + Collections.max(told));
        Runtime.getRuntime().halt(0);
    }

    private static long commit(Store store, int number) {
        return store.commit(
                        List.of(
                                Op.create("/a/" + number, new byte[VALUE_BYTES]),
                                Op.create("/b/" + number, new byte[] {1})))
                .orElseThrow();
    }
}
