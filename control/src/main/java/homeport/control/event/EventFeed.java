package homeport.control.event;

import homeport.aws.AwsException;
import homeport.control.name.Arn;
import homeport.control.record.Held;
import homeport.control.record.Records;
import homeport.store.Change;
import homeport.store.Op;
import homeport.store.Store;
import homeport.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes events to the topics of those who subscribed to them, in the order of their commits.
 * How far it got is {@code /rds/<region>/event-cursor/published}, a revision of the store: after a
 * crash it goes on from there, so an event may then be published again, by the same id. One virtual
 * thread, woken by the store.
 */
public final class EventFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);
    private static final String EVENTS = "/event/";

    private final Store store;
    private final Records<Event> events;
    private final Records<EventSubscription> subscriptions;
    private final Notifier notifier;
    private final Function<Arn, Map<String, String>> tags;
    private final Object lock = new Object();

    /** Regions with news; guarded by the lock. */
    private final Set<String> regions = new TreeSet<>();

    private Store.Watch watch = () -> {};
    private Thread thread = new Thread();
    private final Duration retry;
    private volatile boolean closed;

    /**
     * @param tags of a resource; empty when it is gone
     */
    public EventFeed(Store store, Notifier notifier, Function<Arn, Map<String, String>> tags) {
        this(store, notifier, tags, RETRY);
    }

    EventFeed(
            Store store,
            Notifier notifier,
            Function<Arn, Map<String, String>> tags,
            Duration retry) {
        this.retry = retry;
        this.store = store;
        this.events = new Records<>(store, "event", Event.class);
        this.subscriptions = new Records<>(store, "event-subscription", EventSubscription.class);
        this.notifier = notifier;
        this.tags = tags;
    }

    /** Once. */
    public void start() {
        look();
        thread = Thread.ofVirtual().name("event-feed").start(this::run);
    }

    /** Watches from now on, and has every region looked at that has somebody to tell. */
    private void look() {
        long revision = store.list("/rds/~nothing/").revision();
        watch.close();
        watch = store.watch("/rds/", revision, this::seen);
        for (Held<EventSubscription> held : subscriptions.listEverywhere())
            wake(held.key().split("/")[2]);
    }

    private void seen(Change change) {
        switch (change) {
            case Change.Put put -> {
                String[] parts = put.entry().key().split("/", 5);
                if (parts.length == 5 && parts[3].equals("event")) wake(parts[2]);
            }
            case Change.Deleted _ -> {}
            case Change.Lost _ -> {
                if (!closed) look();
            }
        }
    }

    private void wake(String region) {
        synchronized (lock) {
            regions.add(region);
            lock.notifyAll();
        }
    }

    private void run() {
        try {
            while (!closed) {
                String region = next();
                try {
                    publish(region);
                } catch (AwsException | StoreException notNow) { // it will have room again
                    again(region, notNow.getMessage());
                } catch (RuntimeException bug) {
                    LOG.error("a bug while events of {} are published", region, bug);
                    again(region, bug.toString());
                }
            }
        } catch (InterruptedException stopped) {
            LOG.debug("the feed of events ends");
        }
    }

    private void again(String region, String why) throws InterruptedException {
        if (!closed) LOG.warn("events of {} wait: {}", region, why);
        Thread.sleep(retry);
        wake(region);
    }

    private String next() throws InterruptedException {
        synchronized (lock) {
            while (regions.isEmpty()) lock.wait();
            String region = regions.iterator().next();
            regions.remove(region);
            return region;
        }
    }

    private void publish(String region) {
        List<EventSubscription> all = subscriptions.list(region).stream().map(Held::value).toList();
        if (all.isEmpty()) return;
        String cursorKey = "/rds/" + region + "/event-cursor/published";
        long cursor =
                store.get(cursorKey)
                        .map(e -> Long.parseLong(new String(e.value(), StandardCharsets.US_ASCII)))
                        .orElse(0L);
        List<Store.Entry> fresh =
                store.list("/rds/" + region + EVENTS).entries().stream()
                        .filter(entry -> entry.revision() > cursor)
                        .sorted(Comparator.comparingLong(Store.Entry::revision))
                        .toList();
        if (fresh.isEmpty()) return;
        for (Store.Entry entry : fresh) publish(region, all, events.read(entry));
        String last = Long.toString(fresh.getLast().revision());
        store.commit(List.of(Op.put(cursorKey, last.getBytes(StandardCharsets.US_ASCII))));
    }

    /** To each topic once, however many subscriptions lead to it. */
    private void publish(String region, List<EventSubscription> all, Held<Event> held) {
        Event event = held.value();
        Set<String> topics = new TreeSet<>();
        for (EventSubscription one : all) if (one.wants(event)) topics.add(one.topicArn());
        for (String topic : topics) {
            try {
                notifier.publish(EventNotice.of(region, topic, held.key(), event, tagsOf(event)));
            } catch (AwsException refused) {
                if (!refused.code().equals("NotFound")) throw refused;
                LOG.warn("{} is gone: {} is not published there", topic, event.id());
            }
        }
    }

    private Map<String, String> tagsOf(Event event) {
        return Arn.tryParse(event.sourceArn()).map(tags).orElse(Map.of());
    }

    @Override
    public void close() {
        closed = true;
        watch.close();
        thread.interrupt();
        try {
            if (thread.isAlive()) thread.join(CLOSE_MAX);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
