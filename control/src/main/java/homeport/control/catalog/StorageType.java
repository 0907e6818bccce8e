package homeport.control.catalog;

import homeport.aws.AwsException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Storage types of PostgreSQL instances and what each allows; sizes in GiB. Source: RDS user guide,
 * "Amazon RDS DB instance storage".
 */
public enum StorageType {
    STANDARD(new Span(5, 3072), Optional.empty(), Optional.empty()),
    GP2(new Span(5, 65536), Optional.empty(), Optional.empty()),
    GP3(
            new Span(20, 65536),
            Optional.of(new Performance(new Span(3000, 64000), 0.5, 500)),
            Optional.of(new Performance(new Span(125, 4000), 0, 0.25))),
    IO1(
            new Span(100, 65536),
            Optional.of(new Performance(new Span(1000, 256_000), 0.5, 50)),
            Optional.empty()),
    IO2(
            new Span(100, 65536),
            Optional.of(new Performance(new Span(1000, 256_000), 0.5, 1000)),
            Optional.empty());

    private final Span sizeGib;
    private final Optional<Performance> iops;
    private final Optional<Performance> throughput;

    StorageType(Span sizeGib, Optional<Performance> iops, Optional<Performance> throughput) {
        this.sizeGib = sizeGib;
        this.iops = iops;
        this.throughput = throughput;
    }

    /**
     * @throws AwsException {@code InvalidParameterValue}
     */
    public static StorageType of(String text) {
        return Arrays.stream(values())
                .filter(type -> type.text().equals(text))
                .findFirst()
                .orElseThrow(() -> AwsException.invalidValue("Invalid storage type: " + text));
    }

    /** {@code gp3}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Span sizeGib() {
        return sizeGib;
    }

    /** What may be provisioned; ratio to each GiB. */
    public Optional<Performance> iops() {
        return iops;
    }

    /** MiB/s that may be provisioned; ratio to each I/O operation a second. */
    public Optional<Performance> throughput() {
        return throughput;
    }

    /** Both ends belong to it. */
    public record Span(int min, int max) {}

    public record Performance(Span span, double ratioMin, double ratioMax) {}
}
