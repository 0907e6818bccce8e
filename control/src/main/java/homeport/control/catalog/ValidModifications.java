package homeport.control.catalog;

import homeport.aws.Call;
import homeport.aws.Service;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DescribeValidDbInstanceModificationsRequest;
import software.amazon.awssdk.services.rds.model.DescribeValidDbInstanceModificationsResponse;
import software.amazon.awssdk.services.rds.model.DoubleRange;
import software.amazon.awssdk.services.rds.model.Range;
import software.amazon.awssdk.services.rds.model.ValidDBInstanceModificationsMessage;
import software.amazon.awssdk.services.rds.model.ValidStorageOptions;

/** What an instance's storage may be changed to: any type, never smaller. */
public final class ValidModifications {
    private final AllocatedStorage allocated;
    private final Capabilities capabilities;

    public ValidModifications(AllocatedStorage allocated, Capabilities capabilities) {
        this.allocated = allocated;
        this.capabilities = capabilities;
    }

    /** What is asked of the feature that owns the instances. */
    @FunctionalInterface
    public interface AllocatedStorage {
        /**
         * @throws homeport.aws.AwsException {@code DBInstanceNotFound} or {@code
         *     InvalidDBInstanceState}
         */
        int gib(String region, String instance);
    }

    public void register(Service rds) {
        rds.on(
                "DescribeValidDBInstanceModifications",
                DescribeValidDbInstanceModificationsRequest::builder,
                this::describe);
    }

    private DescribeValidDbInstanceModificationsResponse describe(
            Call call, DescribeValidDbInstanceModificationsRequest asked) {
        int gib = allocated.gib(call.region(), asked.dbInstanceIdentifier());
        ValidDBInstanceModificationsMessage message =
                ValidDBInstanceModificationsMessage.builder()
                        .storage(
                                Arrays.stream(StorageType.values())
                                        .filter(type -> gib <= type.sizeGib().max())
                                        .map(type -> options(type, gib))
                                        .toList())
                        .validProcessorFeatures(List.of())
                        .supportsDedicatedLogVolume(false)
                        .build();
        return DescribeValidDbInstanceModificationsResponse.builder()
                .validDBInstanceModificationsMessage(message)
                .build();
    }

    private ValidStorageOptions options(StorageType type, int gib) {
        StorageType.Span size = type.sizeGib();
        return ValidStorageOptions.builder()
                .storageType(type.text())
                .storageSize(range(new StorageType.Span(Math.max(gib, size.min()), size.max())))
                .provisionedIops(spans(type.iops()))
                .iopsToStorageRatio(ratios(type.iops()))
                .provisionedStorageThroughput(spans(type.throughput()))
                .storageThroughputToIopsRatio(ratios(type.throughput()))
                .supportsStorageAutoscaling(capabilities.storageAutoscaling())
                .build();
    }

    private static List<Range> spans(Optional<StorageType.Performance> performance) {
        return performance.map(StorageType.Performance::span).stream()
                .map(ValidModifications::range)
                .toList();
    }

    private static Range range(StorageType.Span span) {
        return Range.builder().from(span.min()).to(span.max()).step(1).build();
    }

    private static List<DoubleRange> ratios(Optional<StorageType.Performance> performance) {
        return performance.stream()
                .map(one -> DoubleRange.builder().from(one.ratioMin()).to(one.ratioMax()).build())
                .toList();
    }
}
