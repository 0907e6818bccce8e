package homeport.cloud.ec2;

import java.util.List;
import java.util.Map;

/** Every region has three availability zones: a, b and c. */
final class Zones {
    static final List<String> LETTERS = List.of("a", "b", "c");
    private static final Map<String, String> SIDES =
            Map.of(
                    "north",
                    "n",
                    "south",
                    "s",
                    "east",
                    "e",
                    "west",
                    "w",
                    "central",
                    "c",
                    "northeast",
                    "ne",
                    "northwest",
                    "nw",
                    "southeast",
                    "se",
                    "southwest",
                    "sw");

    private Zones() {}

    static List<String> names(String region) {
        return LETTERS.stream().map(letter -> region + letter).toList();
    }

    /**
     * {@code use1-az1} for {@code us-east-1a}: the zone's id, which AWS spells by shortening the
     * region.
     */
    static String id(String region, String zone) {
        var id = new StringBuilder();
        for (String part : region.split("-")) id.append(SIDES.getOrDefault(part, part));
        return id.append("-az").append(names(region).indexOf(zone) + 1).toString();
    }
}
