package homeport.cloud.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Several streams of a group as one, in the order of time. Owner: one thread. */
final class Merge implements AutoCloseable {
    private final List<Lane> lanes = new ArrayList<>();

    /** One stream, its next event, and where that begins. */
    private static final class Lane {
        final LogStream stream;
        final Walk walk;
        Optional<LogEvent> head = Optional.empty();
        Place place;

        Lane(LogStream stream, Walk walk) {
            this.stream = stream;
            this.walk = walk;
            advance();
        }

        void advance() {
            place = walk.place();
            head = walk.next();
            if (head.isPresent()) place = head.get().place();
            else if (!walk.isOver()) place = walk.place();
        }

        boolean isOver() {
            return head.isEmpty() && walk.isOver();
        }
    }

    /** An event and whose it is. */
    record Taken(String stream, LogEvent event) {}

    void add(LogStream stream, Place from, Span span, Budget budget) {
        lanes.add(new Lane(stream, stream.forward(from, span, budget)));
    }

    /**
     * The oldest of what comes next; empty when there is no more, or when the budget is spent: then
     * {@link #places} has some.
     */
    Optional<Taken> next() {
        Optional<Lane> first = Optional.empty();
        for (Lane lane : lanes) {
            if (lane.head.isEmpty() && !lane.isOver()) return Optional.empty();
            if (lane.head.isEmpty()) continue;
            if (first.isEmpty() || lane.head.get().millis() < first.get().head.get().millis())
                first = Optional.of(lane);
        }
        return first.map(lane -> {
            Taken taken = new Taken(lane.stream.name(), lane.head.get());
            lane.advance();
            return taken;
        });
    }

    /** Where each stream goes on, by name; without those that are over. */
    Map<String, Place> places() {
        Map<String, Place> places = new TreeMap<>();
        for (Lane lane : lanes) if (!lane.isOver()) places.put(lane.stream.name(), lane.place);
        return places;
    }

    /** As if the one that was taken last were still there. */
    Map<String, Place> placesWith(Taken last) {
        Map<String, Place> places = places();
        places.put(last.stream(), last.event().place());
        return places;
    }

    @Override
    public void close() {
        lanes.forEach(lane -> lane.walk.close());
    }
}
