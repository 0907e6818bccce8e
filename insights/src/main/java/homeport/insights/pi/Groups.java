package homeport.insights.pi;

import homeport.insights.pi.Resources.Resource;
import homeport.insights.query.Dimension;
import homeport.insights.query.DimensionGroup;
import homeport.insights.query.Grouping;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From {@code GroupBy} and {@code Filter} to groups and dimensions. */
final class Groups {
    /** Where a request does not say. */
    private static final int LIMIT_DEFAULT = 10;

    private Groups() {}

    static Grouping grouping(
            software.amazon.awssdk.services.pi.model.DimensionGroup asked, Resource resource) {
        DimensionGroup group = group(asked.group(), resource);
        List<Dimension> dimensions =
                asked.hasDimensions() && !asked.dimensions().isEmpty()
                        ? asked.dimensions().stream().map(name -> member(name, group)).toList()
                        : group.dimensions();
        int limit = Optional.ofNullable(asked.limit()).orElse(LIMIT_DEFAULT);
        return new Grouping(group, dimensions.stream().distinct().toList(), limit);
    }

    static DimensionGroup group(String name, Resource resource) {
        DimensionGroup group = DimensionGroup.named(name).orElseThrow(() -> Refusal.group(name));
        if (group.advanced() && !resource.insights().advanced()) throw Refusal.standardMode(name);
        return group;
    }

    private static Dimension member(String name, DimensionGroup group) {
        return Dimension.named(name)
                .filter(group.dimensions()::contains)
                .orElseThrow(() -> Refusal.dimension(name, group.apiName()));
    }

    /**
     * Values of one dimension outside of the group that is grouped by, and of any within.
     *
     * @param asked by dimension
     */
    static Map<Dimension, String> filter(Map<String, String> asked, Resource resource) {
        Map<Dimension, String> filter = new EnumMap<>(Dimension.class);
        asked.forEach((name, value) -> {
            Dimension dimension =
                    Dimension.named(name)
                            .orElseThrow(() ->
                                    Refusal.argument(
                                            "The specified dimension is not a known dimension:"
                                                    + " %s.",
                                            name));
            group(DimensionGroup.of(dimension).apiName(), resource);
            filter.put(dimension, value);
        });
        return filter;
    }
}
