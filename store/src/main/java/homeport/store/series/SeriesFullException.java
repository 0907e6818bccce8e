package homeport.store.series;

/** There are as many series as may be; the point of a new one was not taken. */
public final class SeriesFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SeriesFullException(int seriesMax) {
        super("there are %d series, which is all that may be".formatted(seriesMax));
    }
}
