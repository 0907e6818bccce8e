package homeport.stack.engine;

import homeport.stack.type.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The resource types that there are, by name. */
public final class Catalog {
    private final Map<String, ResourceType> types = new TreeMap<>();

    public Catalog(List<ResourceType> all) {
        for (ResourceType type : all)
            if (types.putIfAbsent(type.name(), type) != null)
                throw new IllegalArgumentException(type.name() + " is there twice");
    }

    public Optional<ResourceType> find(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /**
     * @throws IllegalStateException no template with it was let in
     */
    ResourceType get(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("no resource type " + name));
    }
}
