package homeport.insights.query;

import java.util.List;
import java.util.Map;

/**
 * Answer to a {@link LoadQuery}. Series have one value for each period of the window, in sessions;
 * NaN: nothing was sampled then.
 *
 * @param total of all load that passes the filter
 * @param groups the first so many, the most load first
 */
public record LoadResult(Series total, List<Group> groups) {
    public LoadResult {
        groups = List.copyOf(groups);
    }

    /**
     * @param average over all samples of the window; 0 when there are none
     */
    public record Series(double[] values, double average) {}

    /**
     * @param dimensions as lists show them; one that is not known is missing
     * @param underlying by what the group was told apart, in the grouping's order: for whatever is
     *     shown of a statement but its {@code db_id}, the statement's id
     */
    public record Group(Map<Dimension, String> dimensions, List<String> underlying, Series series) {
        public Group {
            dimensions = Map.copyOf(dimensions);
            underlying = List.copyOf(underlying);
        }
    }
}
