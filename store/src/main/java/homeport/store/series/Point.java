package homeport.store.series;

/**
 * What was seen of a series in the {@code resolution} seconds from {@code second} on. Two points of
 * one series and time become one.
 *
 * @param series any text of 1 to 40,000 characters
 * @param second seconds of the epoch; taken down to a multiple of the resolution that it is kept at
 * @param resolution in seconds
 */
public record Point(String series, long second, int resolution, Stats stats) {
    static final int NAME_CHARS_MAX = 40_000;

    public Point {
        if (series.isEmpty() || series.length() > NAME_CHARS_MAX)
            throw new IllegalArgumentException(
                    "a series' name of %d characters, allowed 1 to %d"
                            .formatted(series.length(), NAME_CHARS_MAX));
        if (second < 0 || second > Integer.MAX_VALUE * 4L)
            throw new IllegalArgumentException("a point at second " + second);
        if (resolution < 1)
            throw new IllegalArgumentException("a point of %d seconds".formatted(resolution));
    }
}
