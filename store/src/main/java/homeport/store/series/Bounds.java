package homeport.store.series;

import java.time.Duration;

/**
 * What a store of series may grow to.
 *
 * @param seriesMax series on record; a point of a new one is refused beyond
 * @param freshMax points in memory that are not in blocks yet, one with a distribution counted as
 *     several
 * @param settleEvery how long points stay there
 */
record Bounds(int seriesMax, int freshMax, Duration settleEvery) {
    static final Bounds DEFAULT = new Bounds(50_000, 200_000, Duration.ofHours(1));
}
