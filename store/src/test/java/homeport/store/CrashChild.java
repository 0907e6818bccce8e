package homeport.store;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * Commits the transactions of {@link Script} from several threads and says so after each, until it
 * is killed. Says {@code open} and then {@code ack <thread> <number> <revision>}.
 */
final class CrashChild {
    /** Three children in a row stay within the history that a store keeps by default. */
    static final int COMMITS_MAX = 600;

    /** Unbuffered: a line of a pipe is written whole, and what was said has left the process. */
    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private CrashChild() {}

    /**
     * @param args the store's file; {@code killed} to wait for it after the last commit
     */
    public static void main(String[] args) throws Exception {
        Leash.attach();
        Store store = EmbeddedStore.open(Path.of(args[0]));
        say("open");
        int[] done = Script.done(store);
        CountDownLatch ended = new CountDownLatch(Script.THREADS);
        for (int i = 0; i < Script.THREADS; i++) {
            int thread = i;
            Thread.ofPlatform()
                    .start(() -> {
                        commit(store, thread, done[thread]);
                        ended.countDown();
                    });
        }
        ended.await();
        if (args[1].equals("killed")) new CountDownLatch(1).await();
        store.close();
    }

    private static void commit(Store store, int thread, int done) {
        for (int i = 1; i <= COMMITS_MAX / Script.THREADS; i++) {
            int number = done + i;
            long revision = Script.next(store, new Script.Step(thread, number)).orElseThrow();
            say("ack %d %d %d".formatted(thread, number, revision));
        }
    }

    private static void say(String line) {
        try {
            OUT.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException parentGone) {
            Runtime.getRuntime().halt(1);
        }
    }
}
