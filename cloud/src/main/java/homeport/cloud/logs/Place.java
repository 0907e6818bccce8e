package homeport.cloud.logs;

import java.util.Comparator;
import java.util.Optional;

/**
 * Where an event stands in its stream; the events of a stream are in the order of their places.
 *
 * @param first number of a file, or a moment; at least 0
 * @param second byte in the file, or a number within the moment; at least 0
 */
public record Place(long first, long second) implements Comparable<Place> {
    /** Before every event. */
    static final Place START = new Place(0, 0);

    /** Behind every event. */
    static final Place END = new Place(Long.MAX_VALUE, Long.MAX_VALUE);

    private static final int RADIX = 36;
    private static final Comparator<Place> ORDER =
            Comparator.comparingLong(Place::first).thenComparingLong(Place::second);

    /** Refuses what lies before the start. */
    public Place {
        if (first < 0 || second < 0)
            throw new IllegalArgumentException("place " + first + "." + second);
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    /** As tokens say it; {@link #parse} reads it. */
    String text() {
        return Long.toString(first, RADIX) + "." + Long.toString(second, RADIX);
    }

    /** Empty when it is none. */
    static Optional<Place> parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) return Optional.empty();
        try {
            return Optional.of(
                    new Place(
                            Long.parseLong(text.substring(0, dot), RADIX),
                            Long.parseLong(text.substring(dot + 1), RADIX)));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
