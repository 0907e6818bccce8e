package homeport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.Ending;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ThreadDeathTest {
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final ThreadDeath deaths = new ThreadDeath(ending);

    @Test
    void aServingThreadTakesTheProcessAlong() throws Exception {
        die(Thread.ofPlatform());
        assertThat(ending)
                .isCompletedWithValue(
                        new Ending.Failed(
                                "thread door-relay-7 died: java.lang.IllegalStateException: gone;"
                                        + " see the log, and start Homeport again"));
    }

    @Test
    void anErrandDoesNot() throws Exception {
        die(Thread.ofVirtual());
        assertThat(ending).isNotDone();
    }

    private void die(Thread.Builder thread) throws InterruptedException {
        thread.name("door-relay-7")
                .uncaughtExceptionHandler(deaths)
                .start(() -> {
                    throw new IllegalStateException("gone");
                })
                .join();
    }
}
