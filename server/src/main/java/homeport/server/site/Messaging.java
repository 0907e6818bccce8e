package homeport.server.site;

import homeport.aws.Service;
import homeport.cloud.sns.Certifier;
import homeport.cloud.sns.Sns;
import homeport.cloud.sns.Topics;
import homeport.cloud.sqs.Sqs;
import homeport.control.event.EventFeed;
import homeport.control.event.Notifier;
import homeport.engine.Authority;
import homeport.engine.FileAuthority;
import homeport.store.EmbeddedStore;
import homeport.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics, queues, and the events of RDS that go to them. Messages lie in a store of their own, so
 * that none of them takes room from databases.
 */
final class Messaging implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Messaging.class);

    /** Queues hold 16 MiB at the most and messages on their way 6 MiB; the rest is keys. */
    private static final long STORE_BYTES_MAX = 32L << 20;

    private static final Duration CERTIFICATE_LIFE = Duration.ofDays(397);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

    private final Store messages;
    private final Sqs queues;
    private final Sns topics;
    private final EventFeed feed;
    private final ScheduledExecutorService sweeping =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("messages-sweep").factory());
    private volatile String apiUrl;

    Messaging(Monitoring.Around around) {
        apiUrl = around.apiUrl();
        messages =
                EmbeddedStore.openUnwatched(
                        around.data().resolve("store").resolve("messages.db"), STORE_BYTES_MAX);
        queues = new Sqs(around.store(), messages, around.account(), around.clock(), () -> apiUrl);
        topics =
                new Sns(
                        queues,
                        new Sns.Around(
                                around.store(),
                                messages,
                                around.sealer(),
                                certifier(around.authority()),
                                around.mail(),
                                around.account(),
                                around.clock(),
                                () -> apiUrl));
        feed = around.rds().notifyBy(notifier(topics.topics()));
    }

    private static Certifier certifier(FileAuthority authority) {
        return (name, now) -> {
            Instant end = now.plus(CERTIFICATE_LIFE);
            Authority.Identity made = authority.issueForSignatures(name, now, end);
            return new Certifier.Issued(made.certificate(), made.privateKey(), end);
        };
    }

    private static Notifier notifier(Topics topics) {
        return new Notifier() {
            @Override
            public boolean exists(String topicArn) {
                return topics.exists(topicArn);
            }

            @Override
            public void publish(Notice notice) {
                topics.publish(
                        notice.topicArn(),
                        notice.id(),
                        notice.subject(),
                        notice.message(),
                        notice.attributes());
            }
        };
    }

    List<Service> services() {
        return List.of(topics.service(), queues.service());
    }

    /** For whoever publishes from inside. */
    Topics topics() {
        return topics.topics();
    }

    /** The certificate at that path of the API port, PEM; empty when there is none. */
    Optional<String> certificate(String path) {
        return topics.certificate(path);
    }

    /** The policy of a topic or a queue; empty when it has none of its own. */
    Optional<String> policy(String arn) {
        return arn.startsWith("arn:aws:sns:") ? topics.policy(arn) : queues.policy(arn);
    }

    /**
     * Begins to deliver: messages name the port, so it must answer.
     *
     * @param url of every AWS API
     */
    void listening(String url) {
        apiUrl = url;
        topics.start();
        feed.start();
        sweeping.scheduleWithFixedDelay(this::sweep, 1, SWEEP_EVERY.toMinutes(), TimeUnit.MINUTES);
    }

    private void sweep() {
        try {
            Instant now = Instant.now();
            queues.sweep(now);
            topics.sweep(now);
        } catch (RuntimeException failed) { // the next minute tries again
            LOG.warn("sweeping messages failed", failed);
        }
    }

    @Override
    public void close() {
        sweeping.shutdownNow();
        feed.close();
        topics.close();
        queues.close();
        messages.close();
    }
}
