package homeport.control.parameter;

import homeport.aws.AwsException;
import homeport.control.name.Arn;
import homeport.control.name.Identifier;
import homeport.control.record.Held;
import homeport.control.record.Records;
import homeport.engine.EngineVersion;
import homeport.engine.Engines;
import homeport.store.Store;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Finds groups, made by users or implied by a family, and families. Safe from any thread; families
 * are described once by the engine and then kept, one a major version.
 */
final class Groups {
    static final int NAME_MAX = 255;

    private final Records<ParameterGroup> records;
    private final Engines engines;
    private final Map<Integer, ParameterFamily> families = new ConcurrentHashMap<>();

    Groups(Store store, Engines engines) {
        this.records = new Records<>(store, "parameter-group", ParameterGroup.class);
        this.engines = engines;
    }

    Records<ParameterGroup> records() {
        return records;
    }

    /** Newest first. */
    List<Integer> majors() {
        return engines.versions().stream().map(EngineVersion::major).distinct().toList();
    }

    ParameterFamily family(int major) {
        return families.computeIfAbsent(
                major, key -> ParameterFamily.of(key, engines.settings(key)));
    }

    /**
     * @throws AwsException {@code InvalidParameterValue}: no version of that family is here
     */
    int major(String family) {
        return majors().stream()
                .filter(major -> ParameterFamily.name(major).equalsIgnoreCase(family))
                .findFirst()
                .orElseThrow(() ->
                        AwsException.invalidValue(
                                "ParameterGroupFamily %s is not a valid parameter group family. Here are: %s."
                                        .formatted(
                                                family,
                                                String.join(
                                                        ", ",
                                                        majors().stream()
                                                                .map(ParameterFamily::name)
                                                                .toList()))));
    }

    Optional<ParameterGroup> find(String region, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Optional<ParameterGroup> implied =
                implied().filter(group -> group.name().equals(lower)).findFirst();
        return implied.or(() -> held(region, lower).map(Held::value));
    }

    /**
     * @param nameOrArn a name, or an ARN of kind pg in this region and account
     */
    ParameterGroup get(String region, String nameOrArn) {
        String name = nameIn(region, nameOrArn);
        return find(region, name).orElseThrow(() -> notFound(name));
    }

    /** A group that users made; the implied ones have no record. */
    Held<ParameterGroup> getHeld(String region, String name) {
        return held(region, name.toLowerCase(Locale.ROOT)).orElseThrow(() -> notFound(name));
    }

    private Optional<Held<ParameterGroup>> held(String region, String name) {
        return Identifier.fits(name, NAME_MAX) ? records.find(region, name) : Optional.empty();
    }

    /** In name order. */
    List<ParameterGroup> list(String region) {
        Map<String, ParameterGroup> all = new TreeMap<>();
        Stream.concat(implied(), records.list(region).stream().map(Held::value))
                .forEach(group -> all.put(group.name(), group));
        return List.copyOf(all.values());
    }

    private Stream<ParameterGroup> implied() {
        return majors().stream().map(ParameterGroup::ofFamily);
    }

    private static String nameIn(String region, String nameOrArn) {
        if (!Arn.looksLike(nameOrArn)) return nameOrArn;
        Arn arn = Arn.parse(nameOrArn);
        if (!arn.kind().equals("pg") || !arn.region().equals(region))
            throw AwsException.invalidValue(
                    "Not a DB parameter group of this region: " + nameOrArn);
        return arn.id();
    }

    static AwsException notFound(String name) {
        return new AwsException("DBParameterGroupNotFound", "DBParameterGroup not found: " + name);
    }
}
