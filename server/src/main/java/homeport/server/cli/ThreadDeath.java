package homeport.server.cli;

import homeport.server.Ending;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a thread's death by an uncaught exception means. A virtual thread does one errand, whose
 * failure is told in the log. A thread of the system serves for as long as the process lives, an
 * endpoint's clients among others: without it the process would be there and answer nobody, which
 * no supervisor notices. So the process ends, and databases go on until the next start.
 */
final class ThreadDeath implements Thread.UncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadDeath.class);

    private final CompletableFuture<Ending> ending;

    ThreadDeath(CompletableFuture<Ending> ending) {
        this.ending = ending;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        LOG.error("thread {} died", thread.getName(), thrown);
        if (thread.isVirtual()) return;
        ending.complete(
                new Ending.Failed(
                        "thread %s died: %s; see the log, and start Homeport again"
                                .formatted(thread.getName(), thrown)));
    }
}
