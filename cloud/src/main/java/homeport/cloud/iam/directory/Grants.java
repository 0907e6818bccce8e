package homeport.cloud.iam.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The policies of one entity.
 *
 * @param inline documents by name
 * @param attached ARNs of managed policies, in the order they were attached
 * @param boundary ARN of the managed policy that limits it; never on a group
 */
public record Grants(Map<String, String> inline, List<String> attached, Optional<String> boundary) {
    public static final Grants NONE = new Grants(Map.of(), List.of(), Optional.empty());

    public Grants {
        inline = Map.copyOf(inline);
        attached = List.copyOf(attached);
    }

    public Grants withInline(String name, String document) {
        var all = new TreeMap<>(inline);
        all.put(name, document);
        return new Grants(all, attached, boundary);
    }

    public Grants withoutInline(String name) {
        var rest = new TreeMap<>(inline);
        rest.remove(name);
        return new Grants(rest, attached, boundary);
    }

    public Grants attach(String arn) {
        if (attached.contains(arn)) return this;
        var all = new ArrayList<>(attached);
        all.add(arn);
        return new Grants(inline, all, boundary);
    }

    public Grants detach(String arn) {
        return new Grants(
                inline, attached.stream().filter(held -> !held.equals(arn)).toList(), boundary);
    }

    public Grants within(Optional<String> policy) {
        return new Grants(inline, attached, policy);
    }
}
