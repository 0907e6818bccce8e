package homeport.insights.pi;

import homeport.insights.query.Statistic;

/**
 * A metric as requests name it: {@code db.load.avg}.
 *
 * @param asked as it was written; answers repeat it
 * @param name {@code db.load}
 */
record Metric(String asked, String name, Statistic statistic) {
    private static final String LOAD = "db.load";

    /** The same thing here: load is never estimated from a part of the samples. */
    private static final String SAMPLED_LOAD = "db.sampledload";

    static Metric parse(String asked) {
        int dot = asked.lastIndexOf('.');
        String suffix = asked.substring(dot + 1);
        Statistic statistic = Statistic.named(suffix).orElseThrow(() -> Refusal.statistic(asked));
        return new Metric(asked, asked.substring(0, dot), statistic);
    }

    boolean isLoad() {
        return name.equals(LOAD) || name.equals(SAMPLED_LOAD);
    }
}
