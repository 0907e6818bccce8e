package homeport.cloud.logs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A stream that users put events into; places are a moment and the event's number. */
record StoredStream(String name, Instant created, EventFile file) implements LogStream {
    @Override
    public Facts facts() {
        return file.facts();
    }

    @Override
    public Place end() {
        List<EventLine> all = file.events();
        return all.isEmpty() ? Place.START : all.getLast().event().after();
    }

    @Override
    public Walk forward(Place from, Span span, Budget budget) {
        return new Steps(file.events(), from, span, budget, true);
    }

    @Override
    public Walk backward(Place before, Span span, Budget budget) {
        return new Steps(file.events().reversed(), before, span, budget, false);
    }

    private static final class Steps implements Walk {
        private final List<EventLine> lines;
        private final Span span;
        private final Budget budget;
        private final boolean forward;
        private int at;
        private Place place;

        Steps(List<EventLine> lines, Place from, Span span, Budget budget, boolean forward) {
            this.lines = lines;
            this.span = span;
            this.budget = budget;
            this.forward = forward;
            place = from;
            while (at < lines.size() && isBehind(lines.get(at).event().place(), from)) at++;
        }

        private boolean isBehind(Place one, Place from) {
            return forward ? one.compareTo(from) < 0 : one.compareTo(from) >= 0;
        }

        @Override
        public Optional<LogEvent> next() {
            while (at < lines.size() && !budget.isSpent()) {
                LogEvent event = lines.get(at++).event();
                budget.spend(LogEvent.size(event.message()));
                place = forward ? event.after() : event.place();
                if (span.has(event.millis())) return Optional.of(event);
            }
            return Optional.empty();
        }

        @Override
        public Place place() {
            return place;
        }

        @Override
        public boolean isOver() {
            return at >= lines.size();
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
