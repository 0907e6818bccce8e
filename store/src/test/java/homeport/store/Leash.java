package homeport.store;

import java.io.IOException;
import java.time.Duration;

/** Ends a child process that would otherwise outlive its test or hold it up. */
public final class Leash {
    private static final Duration LIFE_MAX = Duration.ofSeconds(120);

    private Leash() {}

    /**
     * From now on this process ends with its parent, after its time, and with any of its threads.
     */
    public static void attach() {
        Thread.setDefaultUncaughtExceptionHandler((_, failure) -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(3);
        });
        Thread.ofPlatform().daemon().start(Leash::endWithParent);
        Thread.ofPlatform().daemon().start(Leash::endInTime);
    }

    /** The parent never writes: its end of the pipe closes when it dies. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) continue;
        } catch (IOException gone) {
            // as if it had ended
        }
        Runtime.getRuntime().halt(4);
    }

    private static void endInTime() {
        try {
            Thread.sleep(LIFE_MAX);
        } catch (InterruptedException early) {
            // nobody interrupts it
        }
        Runtime.getRuntime().halt(5);
    }
}
