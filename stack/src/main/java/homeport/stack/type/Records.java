package homeport.stack.type;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Types that are only on record with the stack: nothing is made for them. */
final class Records implements Documented {
    private static final int NAME_MAX = 128;

    private final String name;
    private final Map<String, Effect> properties;

    Records(String name, List<String> noted) {
        this.name = name;
        Map<String, Effect> all = new LinkedHashMap<>();
        noted.forEach(one -> all.put(one, Effect.NOTED));
        this.properties = Map.copyOf(all);
    }

    static List<Documented> types() {
        return List.of(
                new Records("AWS::CDK::Metadata", List.of("Analytics")),
                new Records("AWS::CloudFormation::WaitConditionHandle", List.of()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<String, Effect> properties() {
        return properties;
    }

    @Override
    public Set<String> attributes() {
        return Set.of();
    }

    @Override
    public String refers() {
        return "the physical id";
    }

    @Override
    public String create(Api api, Place place, ObjectNode asked) {
        return place.name(NAME_MAX);
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {}

    @Override
    public void delete(Api api, Made made) {}
}
