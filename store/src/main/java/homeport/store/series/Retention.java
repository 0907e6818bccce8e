package homeport.store.series;

import java.time.Duration;
import java.util.List;

/** How long points are kept, and how finely: pure, time is an argument. */
public record Retention(List<Tier> tiers) {
    /** A block holds so many points at most. */
    static final int BLOCK_POINTS = 240;

    /** Source: CloudWatch API reference, "GetMetricStatistics", retention of data points. */
    public static final Retention CLOUDWATCH =
            new Retention(
                    List.of(
                            new Tier(1, Duration.ofHours(3)),
                            new Tier(60, Duration.ofDays(15)),
                            new Tier(300, Duration.ofDays(63)),
                            new Tier(3600, Duration.ofDays(455))));

    private static final int TIERS_MAX = 8;

    /**
     * @param resolution seconds
     * @param age up to which points are kept as finely as this
     */
    public record Tier(int resolution, Duration age) {
        /** How many seconds a block of this tier covers. */
        long span() {
            return (long) resolution * BLOCK_POINTS;
        }
    }

    /** Each tier must be coarser and longer than the one before, and fit its blocks. */
    public Retention {
        tiers = List.copyOf(tiers);
        if (tiers.isEmpty() || tiers.size() > TIERS_MAX)
            throw new IllegalArgumentException(
                    "a retention of %d tiers, allowed 1 to %d".formatted(tiers.size(), TIERS_MAX));
        for (int i = 1; i < tiers.size(); i++) {
            Tier finer = tiers.get(i - 1);
            Tier tier = tiers.get(i);
            boolean nested =
                    tier.resolution() > finer.resolution()
                            && tier.resolution() % finer.resolution() == 0
                            && finer.span() % tier.resolution() == 0
                            && tier.age().compareTo(finer.age()) > 0;
            if (!nested)
                throw new IllegalArgumentException("%s cannot follow %s".formatted(tier, finer));
        }
    }

    /** The first second that a tier still holds; what is older belongs to the next, or is gone. */
    long boundary(int tier, long now) {
        long oldest = now - tiers.get(tier).age().toSeconds();
        return tier + 1 == tiers.size() ? oldest : down(oldest, tiers.get(tier + 1).resolution());
    }

    /** The tier in which a point belongs by now; the number of tiers when it is over. */
    int tier(int resolution, long second, long now) {
        for (int i = 0; i < tiers.size(); i++) {
            boolean fits = tiers.get(i).resolution() >= resolution || i + 1 == tiers.size();
            if (fits && second >= boundary(i, now)) return i;
        }
        return tiers.size();
    }

    static long down(long second, long step) {
        return Math.floorDiv(second, step) * step;
    }
}
