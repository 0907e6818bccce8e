package homeport.insights.query;

import java.util.Map;
import java.util.Optional;

/**
 * One question about load.
 *
 * @param grouping empty: the total only
 * @param filter only load that has all of these values, as lists show them
 */
public record LoadQuery(
        Window window,
        Statistic statistic,
        Optional<Grouping> grouping,
        Map<Dimension, String> filter) {
    public LoadQuery {
        filter = Map.copyOf(filter);
    }
}
