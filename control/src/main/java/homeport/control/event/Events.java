package homeport.control.event;

import homeport.control.record.Records;
import homeport.store.Op;
import homeport.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where events are kept: {@code /rds/<region>/event/<instant>-<sequence>}, so that key order is
 * time order. Whoever changes a resource adds {@link #record} to the commit of the change: an event
 * exists exactly when the change does.
 */
public final class Events {
    /** Source: RDS API reference, DescribeEvents. */
    private static final Duration KEPT = Duration.ofDays(14);

    private final Store store;
    private final Records<Event> records;
    private final AtomicLong sequence = new AtomicLong(System.nanoTime() & 0xffffff);

    public Events(Store store) {
        this.store = store;
        this.records = new Records<>(store, "event", Event.class);
    }

    public Op record(String region, Event event) {
        Instant at = event.date();
        String id =
                "%013d-%06x".formatted(at.toEpochMilli(), sequence.incrementAndGet() & 0xffffff);
        return records.create(region, id, event);
    }

    /**
     * Removes what is older than 14 days.
     *
     * @return how many events went
     */
    public int prune(Instant now) {
        String oldest = "%013d".formatted(now.minus(KEPT).toEpochMilli());
        List<Op> old =
                records.listEverywhere().stream()
                        .filter(held -> idOf(held.key()).compareTo(oldest) < 0)
                        .map(records::delete)
                        .toList();
        for (int from = 0; from < old.size(); from += Store.OPS_MAX)
            store.commit(old.subList(from, Math.min(old.size(), from + Store.OPS_MAX)));
        return old.size();
    }

    private static String idOf(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    Records<Event> records() {
        return records;
    }
}
