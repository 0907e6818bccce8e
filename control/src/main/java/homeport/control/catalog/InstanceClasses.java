package homeport.control.catalog;

import homeport.aws.AwsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All DB instance classes, read once from {@code instance-classes.txt}. */
public final class InstanceClasses {
    private static final String TABLE = "instance-classes.txt";
    private static final long GIB = 1L << 30;
    private static final Map<String, Integer> VCPU =
            Map.ofEntries(
                    Map.entry("medium", 1),
                    Map.entry("large", 2),
                    Map.entry("xlarge", 4),
                    Map.entry("2xlarge", 8),
                    Map.entry("4xlarge", 16),
                    Map.entry("8xlarge", 32),
                    Map.entry("12xlarge", 48),
                    Map.entry("16xlarge", 64),
                    Map.entry("24xlarge", 96),
                    Map.entry("32xlarge", 128),
                    Map.entry("48xlarge", 192));
    private static final List<InstanceClass> ALL = read();
    private static final Map<String, InstanceClass> BY_NAME =
            ALL.stream().collect(Collectors.toMap(InstanceClass::name, Function.identity()));

    private InstanceClasses() {}

    /** By family as in the table, smallest size first. */
    public static List<InstanceClass> all() {
        return ALL;
    }

    public static Optional<InstanceClass> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /**
     * @throws AwsException {@code InvalidParameterValue}
     */
    public static InstanceClass get(String name) {
        return find(name)
                .orElseThrow(() -> AwsException.invalidValue("Invalid DB Instance class: " + name));
    }

    private static List<InstanceClass> read() {
        try (InputStream table = InstanceClasses.class.getResourceAsStream(TABLE)) {
            if (table == null) throw new IllegalStateException(TABLE + " is missing");
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(InstanceClasses::sizes)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Stream<InstanceClass> sizes(String line) {
        String[] columns = line.split(" +", 4);
        List<String> flags = List.of(columns[2].split(","));
        InstanceClass.Family family =
                new InstanceClass.Family(
                        columns[0],
                        flags.contains("arm"),
                        flags.contains("burst"),
                        flags.contains("cluster"));
        return Arrays.stream(columns[3].split(" ")).map(size -> size(family, columns[1], size));
    }

    private static InstanceClass size(InstanceClass.Family family, String ratio, String size) {
        String[] parts = size.split(":");
        int vcpu = parts.length == 3 ? Integer.parseInt(parts[1]) : VCPU.get(parts[0]);
        long gib = parts.length == 3 ? Long.parseLong(parts[2]) : vcpu * Long.parseLong(ratio);
        String name = "db." + family.name() + "." + parts[0];
        return new InstanceClass(name, vcpu, gib * GIB, family);
    }
}
