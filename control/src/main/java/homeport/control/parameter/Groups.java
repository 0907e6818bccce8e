package homeport.control.parameter;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.name.Arn;
import homeport.control.name.Identifier;
import homeport.control.record.Held;
import homeport.control.record.Records;
import homeport.store.Store;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds groups of one kind, made by users or implied by a family. Safe from any thread. */
final class Groups {
    static final int NAME_MAX = 255;

    private final GroupKind kind;
    private final Records<ParameterGroup> records;
    private final Families families;

    Groups(Store store, Families families, GroupKind kind) {
        this.kind = kind;
        this.records = new Records<>(store, kind.records(), ParameterGroup.class);
        this.families = families;
    }

    GroupKind kind() {
        return kind;
    }

    Records<ParameterGroup> records() {
        return records;
    }

    ParameterFamily family(int major) {
        return families.of(major);
    }

    /**
     * @throws AwsException {@code InvalidParameterValue}: no version of that family is here
     */
    int major(String family) {
        return families.majors().stream()
                .filter(major -> ParameterFamily.name(major).equalsIgnoreCase(family))
                .findFirst()
                .orElseThrow(() ->
                        AwsException.invalidValue(
                                "ParameterGroupFamily %s is not a valid parameter group family. Here are: %s."
                                        .formatted(
                                                family,
                                                String.join(
                                                        ", ",
                                                        families.majors().stream()
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
     * @param nameOrArn a name, or an ARN of the kind, of this region and account
     */
    ParameterGroup get(Call call, String nameOrArn) {
        return get(call.region(), nameIn(call, nameOrArn));
    }

    /**
     * @param onRecord a name; earlier versions of Homeport have left ARNs there, too
     */
    ParameterGroup get(String region, String onRecord) {
        String name = Arn.tryParse(onRecord).map(Arn::id).orElse(onRecord);
        return find(region, name).orElseThrow(() -> kind.notFound(name));
    }

    /** A group that users made; the implied ones have no record. */
    Held<ParameterGroup> getHeld(String region, String name) {
        return held(region, name.toLowerCase(Locale.ROOT)).orElseThrow(() -> kind.notFound(name));
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
        return families.majors().stream().map(major -> ParameterGroup.ofFamily(major, kind));
    }

    private String nameIn(Call call, String nameOrArn) {
        return Arn.idHere(call, kind.arnKind(), nameOrArn)
                .orElseThrow(() ->
                        AwsException.invalidValue(
                                "Not a %s of this region and account: %s"
                                        .formatted(kind.noun(), nameOrArn)));
    }
}
