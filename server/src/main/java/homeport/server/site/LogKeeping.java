package homeport.server.site;

import homeport.aws.Service;
import homeport.cloud.logs.CloudWatchLogs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** CloudWatch Logs over the logs of databases and proxies, and the sweep of what is too old. */
final class LogKeeping {
    private static final Logger LOG = LoggerFactory.getLogger(LogKeeping.class);
    private static final Duration EVERY = Duration.ofMinutes(10);

    private final Monitoring.Around around;
    private final CloudWatchLogs logs;

    LogKeeping(Monitoring.Around around) {
        this.around = around;
        Path folder = around.data().resolve("logs");
        logs =
                new CloudWatchLogs(
                        around.store(),
                        new DatabaseLogs(
                                around.rds(), folder.resolve("proxy"), around.errors().folder()),
                        folder.resolve("events"));
    }

    Service service() {
        return logs.service();
    }

    /** Sweeps now and then, until what is returned is closed. */
    AutoCloseable start() {
        Thread sweeping = Thread.ofVirtual().name("logs-sweep").start(this::sweepOnAndOn);
        return () -> {
            sweeping.interrupt();
            sweeping.join();
        };
    }

    private void sweepOnAndOn() {
        try {
            while (true) {
                sweep();
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        try {
            logs.sweep(around.clock().instant());
            Set<String> there =
                    around.rds().instances().everywhere().stream()
                            .map(one -> one.asked().resourceId())
                            .collect(Collectors.toSet());
            around.errors().keep(there);
        } catch (RuntimeException failed) {
            LOG.warn("logs are not tidied, and will be later", failed);
        }
    }
}
