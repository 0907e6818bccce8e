package homeport.control.event;

import homeport.control.record.Records;
import homeport.store.Op;
import homeport.store.Store;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where events are kept: {@code /rds/<region>/event/<instant>-<sequence>}, so that key order is
 * time order. Whoever changes a resource adds {@link #record} to the commit of the change: an event
 * exists exactly when the change does.
 */
public final class Events {
    private final Records<Event> records;
    private final AtomicLong sequence = new AtomicLong(System.nanoTime() & 0xffffff);

    public Events(Store store) {
        this.records = new Records<>(store, "event", Event.class);
    }

    public Op record(String region, Event event) {
        Instant at = event.date();
        String id =
                "%013d-%06x".formatted(at.toEpochMilli(), sequence.incrementAndGet() & 0xffffff);
        return records.create(region, id, event);
    }

    Records<Event> records() {
        return records;
    }
}
