package homeport.cloud.sns.delivery;

import homeport.aws.AwsException;
import homeport.cloud.sqs.Sqs;
import homeport.store.Store;
import homeport.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what is in the outbox. Every subscriber has a lane of its own, so that a slow one holds
 * nobody else; a lane sends {@value #LANE_AT_ONCE} messages at once. What is accepted is tried,
 * also by the next run, until the subscriber's retries are used up. Safe from any thread.
 */
public final class Courier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    static final int LANE_AT_ONCE = 2;

    /** Of all messages that are being sent, as memory sees them. */
    static final int SENDING_KIB_MAX = 8192;

    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    /** Before the store is asked again to take what it has refused. */
    private static final Duration STORE_PAUSE = Duration.ofSeconds(1);

    private final Outbox outbox;
    private final Recipients recipients;
    private final Supplier<Envelope> envelopes;
    private final QueueSender queues;
    private final MailSender mail;
    private final InstantSource clock;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final Map<String, String> problems = new ConcurrentHashMap<>();
    private final Semaphore sendingKib = new Semaphore(SENDING_KIB_MAX);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("sns-retries").factory());
    private final HttpSender web = new HttpSender(threads);
    private volatile boolean started;

    /** Guarded by itself. */
    private static final class Lane {
        private final Deque<Delivery> ready = new ArrayDeque<>();
        private int running;
    }

    /**
     * @param apiUrl where this installation answers, asked for each message
     */
    public Courier(
            Store messages,
            Recipients recipients,
            Sqs queues,
            MailSettings mail,
            Signing signing,
            Supplier<String> apiUrl,
            InstantSource clock) {
        this.outbox = new Outbox(messages);
        this.recipients = recipients;
        this.queues = new QueueSender(queues);
        this.mail = new MailSender(mail);
        this.envelopes = () -> new Envelope(apiUrl.get(), signing);
        this.clock = clock;
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Takes up what an earlier run left; until then what is posted only waits. */
    public void start() {
        List<Delivery> left = outbox.load();
        started = true;
        left.forEach(this::schedule);
        if (!left.isEmpty()) LOG.info("{} deliveries go on", left.size());
    }

    /**
     * Accepts a message: when this returns it is on disk and will be tried.
     *
     * @param subscriptions ids, of one region
     * @throws AwsException {@code Throttled}: too much waits already
     */
    public void post(Letter letter, String region, List<String> subscriptions) {
        if (subscriptions.isEmpty()) return;
        if (!started)
            throw new AwsException("Throttled", "Deliveries have not begun yet. Try again.");
        Instant now = clock.instant();
        List<Delivery> all =
                subscriptions.stream()
                        .map(id -> new Delivery(letter.id(), region, id, 0, now))
                        .toList();
        if (outbox.add(letter, all)) all.forEach(this::schedule);
    }

    /** Why the newest attempt for a subscription failed; empty when it did not. */
    public Optional<String> problem(String region, String subscriptionId) {
        return Optional.ofNullable(problems.get(region + "/" + subscriptionId));
    }

    private void schedule(Delivery delivery) {
        Duration wait = Duration.between(clock.instant(), delivery.due());
        if (wait.toMillis() <= 0) ready(delivery);
        else after(wait, delivery);
    }

    private void after(Duration wait, Delivery delivery) {
        try {
            timer.schedule(() -> ready(delivery), wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            LOG.debug("left to the next run: {}", delivery);
        }
    }

    private void ready(Delivery delivery) {
        Lane lane = lanes.computeIfAbsent(delivery.lane(), id -> new Lane());
        synchronized (lane) {
            lane.ready.add(delivery);
            if (lane.running >= LANE_AT_ONCE) return;
            lane.running++;
        }
        try {
            threads.execute(() -> drain(lane));
        } catch (RejectedExecutionException closing) {
            LOG.debug("left to the next run: {}", delivery);
        }
    }

    private void drain(Lane lane) {
        try {
            for (var next = next(lane); next.isPresent(); next = next(lane)) tried(next.get());
        } catch (InterruptedException closing) {
            LOG.debug("what a lane was at is left to the next run");
        }
    }

    /** Empty: there is nothing more, and the lane has one less at work. */
    private static Optional<Delivery> next(Lane lane) {
        synchronized (lane) {
            Optional<Delivery> next = Optional.ofNullable(lane.ready.poll());
            if (next.isEmpty()) lane.running--;
            return next;
        }
    }

    private void tried(Delivery delivery) throws InterruptedException {
        try {
            attempt(delivery);
        } catch (StoreException refused) { // a full disk may have room again
            refused(refused);
            after(STORE_PAUSE, delivery);
        } catch (RuntimeException bug) {
            LOG.error("the delivery {} failed", delivery, bug);
            retry(delivery, Optional.empty(), "a fault of Homeport's own: " + bug);
        }
    }

    /**
     * @throws InterruptedException the courier closes: it is on disk, the next run takes it up
     */
    private void refused(StoreException refused) throws InterruptedException {
        if (!started || Thread.currentThread().isInterrupted()) throw new InterruptedException();
        LOG.warn("deliveries wait: {}", refused.getMessage());
    }

    /** Until it is on disk nothing more is sent in its place, as that could not be noted either. */
    private void noted(Runnable note) throws InterruptedException {
        while (true) {
            try {
                note.run();
                return;
            } catch (StoreException refused) {
                refused(refused);
            }
            Thread.sleep(STORE_PAUSE);
        }
    }

    private void attempt(Delivery delivery) throws InterruptedException {
        Optional<Recipient> found = recipients.find(delivery.region(), delivery.subscription());
        Optional<Letter> letter = outbox.letter(delivery);
        boolean wanted =
                found.isPresent()
                        && letter.isPresent()
                        && found.get().confirmed()
                                == (letter.get().kind() == Letter.Kind.NOTIFICATION);
        if (!wanted) {
            problems.remove(delivery.lane());
            noted(() -> outbox.done(delivery));
            return;
        }
        Recipient to = found.get();
        int kib = Math.clamp(4L * outbox.bytes(delivery) / 1024, 1, SENDING_KIB_MAX);
        sendingKib.acquire(kib);
        Outcome outcome;
        try {
            outcome = send(letter.get(), to);
        } finally {
            sendingKib.release(kib);
        }
        switch (outcome) {
            case Outcome.Delivered() -> {
                problems.remove(delivery.lane());
                noted(() -> outbox.done(delivery));
            }
            case Outcome.Failed(String why) -> retry(delivery, Optional.of(to), why);
            case Outcome.Rejected(String why) -> giveUp(delivery, to, why);
        }
        pause(to);
    }

    private Outcome send(Letter letter, Recipient to) throws InterruptedException {
        Envelope envelope = envelopes.get();
        return switch (to.protocol()) {
            case "http", "https" -> web.send(letter, to, envelope);
            case "sqs" -> queues.send(letter, to, envelope);
            default -> mail.send(letter, to, envelope);
        };
    }

    private static void pause(Recipient to) throws InterruptedException {
        Optional<Integer> perSecond = to.policy().flatMap(DeliveryPolicy::perSecondMax);
        if (perSecond.isPresent()) // for each of those that a lane sends at once
        TimeUnit.MILLISECONDS.sleep(1000L * LANE_AT_ONCE / perSecond.get());
    }

    private void retry(Delivery delivery, Optional<Recipient> to, String why)
            throws InterruptedException {
        problems.put(delivery.lane(), clock.instant() + ": " + why);
        Optional<Duration> wait =
                to.map(Courier::policy).orElse(RetryPolicy.MAIL).after(delivery.failed() + 1);
        if (wait.isPresent()) {
            Delivery later = delivery.later(clock.instant().plus(wait.get()));
            noted(() -> outbox.put(later));
            schedule(later);
        } else if (to.isPresent()) giveUp(delivery, to.get(), why);
        else noted(() -> outbox.done(delivery));
    }

    private static RetryPolicy policy(Recipient to) {
        return switch (to.protocol()) {
            case "http", "https" -> to.policy().map(DeliveryPolicy::retry).orElse(RetryPolicy.HTTP);
            case "sqs" -> RetryPolicy.QUEUE;
            default -> RetryPolicy.MAIL;
        };
    }

    /** After the last attempt: into the queue for such messages, where there is one. */
    private void giveUp(Delivery delivery, Recipient to, String why) throws InterruptedException {
        problems.put(delivery.lane(), clock.instant() + ": " + why);
        LOG.warn(
                "message {} was not delivered to {} after {} attempts: {}",
                delivery.letter(),
                to.arn(),
                delivery.failed() + 1,
                why);
        Optional<Letter> letter = outbox.letter(delivery);
        if (to.deadLetters().isPresent() && letter.isPresent()) {
            try {
                queues.bury(letter.get(), to, envelopes.get(), to.deadLetters().get(), why);
            } catch (AwsException refused) {
                LOG.warn("nor taken by {}: {}", to.deadLetters().get(), refused.getMessage());
            }
        }
        noted(() -> outbox.done(delivery));
    }

    /** What is being sent is left to the next run. */
    @Override
    public void close() {
        started = false;
        timer.shutdownNow();
        threads.shutdownNow();
        web.close();
        try {
            if (!threads.awaitTermination(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS))
                LOG.warn("deliveries are still under way after {} s", CLOSE_MAX.toSeconds());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
