package homeport.insights.query;

import java.util.List;

/**
 * @param dimensions what is shown and told apart, all of one group
 * @param limit of groups, 1 or more
 */
public record Grouping(DimensionGroup group, List<Dimension> dimensions, int limit) {
    public Grouping {
        dimensions = List.copyOf(dimensions);
        if (dimensions.isEmpty() || !group.dimensions().containsAll(dimensions))
            throw new IllegalArgumentException(group + " and " + dimensions);
    }
}
