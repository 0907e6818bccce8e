package homeport.control.replica;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;

/**
 * {@code ReplicaLag} of one replica: the newest value, and the average of each minute. Safe from
 * any thread.
 */
public final class LagSeries {
    /** A value that says that it cannot be told. Source: RDS user guide, "ReplicaLag". */
    public static final double UNKNOWN = -1;

    /** What is kept: a day. */
    static final int MINUTES_MAX = 24 * 60;

    private final Deque<Sum> minutes = new ArrayDeque<>();
    private double newest = UNKNOWN;

    /**
     * The average of one minute.
     *
     * @param seconds {@link #UNKNOWN} when it could not be told in all of it
     */
    public record Minute(Instant begin, double seconds) {}

    private record Sum(Instant minute, double seconds, int known) {}

    synchronized void add(Instant now, double seconds) {
        newest = seconds;
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        Sum sum = new Sum(minute, 0, 0);
        if (!minutes.isEmpty() && minutes.getLast().minute().equals(minute))
            sum = minutes.removeLast();
        boolean known = seconds != UNKNOWN;
        minutes.add(known ? new Sum(minute, sum.seconds() + seconds, sum.known() + 1) : sum);
        if (minutes.size() > MINUTES_MAX) minutes.removeFirst();
    }

    /** Seconds, or {@link #UNKNOWN}. */
    public synchronized double newest() {
        return newest;
    }

    /** Oldest first; the last one may not be over. */
    public synchronized List<Minute> minutes() {
        return minutes.stream().map(LagSeries::average).toList();
    }

    /** Whether it could not be told in all of a minute that is over. */
    public synchronized boolean unknownIn(Instant minute) {
        return minutes.stream().anyMatch(sum -> sum.minute().equals(minute) && sum.known() == 0);
    }

    /** The last minute that is over. */
    public synchronized OptionalDouble lastWhole(Instant now) {
        Instant running = now.truncatedTo(ChronoUnit.MINUTES);
        return minutes.stream()
                .filter(sum -> sum.minute().isBefore(running))
                .mapToDouble(sum -> average(sum).seconds())
                .reduce((_, later) -> later);
    }

    private static Minute average(Sum sum) {
        double seconds = sum.known() == 0 ? UNKNOWN : sum.seconds() / sum.known();
        return new Minute(sum.minute(), seconds);
    }
}
