package homeport.control.catalog;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.name.Filters;
import homeport.control.record.Paging;
import homeport.control.subnet.Network;
import homeport.engine.EngineVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.rds.model.AvailabilityZone;
import software.amazon.awssdk.services.rds.model.DescribeOrderableDbInstanceOptionsRequest;
import software.amazon.awssdk.services.rds.model.DescribeOrderableDbInstanceOptionsResponse;
import software.amazon.awssdk.services.rds.model.OrderableDBInstanceOption;

/** What can be ordered: every version in every class on every storage type. */
public final class OrderableOptions {
    private static final String LICENSE = "postgresql-license";

    private final EngineVersions versions;
    private final Network network;
    private final Capabilities capabilities;

    public OrderableOptions(EngineVersions versions, Network network, Capabilities capabilities) {
        this.versions = versions;
        this.network = network;
        this.capabilities = capabilities;
    }

    public void register(Service rds) {
        rds.on(
                "DescribeOrderableDBInstanceOptions",
                DescribeOrderableDbInstanceOptionsRequest::builder,
                this::describe);
    }

    private DescribeOrderableDbInstanceOptionsResponse describe(
            Call call, DescribeOrderableDbInstanceOptionsRequest asked) {
        EngineNames.check(asked.engine());
        Filters.of(asked.filters(), Map.of());
        List<Choice> rows = choices(asked).sorted(Comparator.comparing(Choice::key)).toList();
        Paging<Choice> page = Paging.of(rows, asked.maxRecords(), asked.marker(), Choice::key);
        List<AvailabilityZone> zones =
                network.defaultSubnets(call.region()).stream()
                        .map(subnet -> AvailabilityZone.builder().name(subnet.zone()).build())
                        .toList();
        return DescribeOrderableDbInstanceOptionsResponse.builder()
                .orderableDBInstanceOptions(
                        page.rows().stream().map(row -> view(row, call.region(), zones)).toList())
                .marker(page.markerOrNull())
                .build();
    }

    private Stream<Choice> choices(DescribeOrderableDbInstanceOptionsRequest asked) {
        // EC2-Classic, another license and local zones are not offered.
        boolean offered =
                !Boolean.FALSE.equals(asked.vpc())
                        && (asked.licenseModel() == null || asked.licenseModel().equals(LICENSE))
                        && asked.availabilityZoneGroup() == null;
        if (!offered) return Stream.empty();
        return versions.newestFirst()
                .filter(version ->
                        asked.engineVersion() == null
                                || EngineVersions.matches(asked.engineVersion()).test(version))
                .flatMap(version ->
                        InstanceClasses.all().stream()
                                .filter(one ->
                                        asked.dbInstanceClass() == null
                                                || one.name().equals(asked.dbInstanceClass()))
                                .flatMap(one ->
                                        Stream.of(StorageType.values())
                                                .map(type -> new Choice(version, one, type))));
    }

    private OrderableDBInstanceOption view(
            Choice choice, String region, List<AvailabilityZone> zones) {
        StorageType storage = choice.storage();
        Optional<StorageType.Performance> iops = storage.iops();
        Optional<StorageType.Performance> throughput = storage.throughput();
        return OrderableDBInstanceOption.builder()
                .engine(EngineNames.POSTGRES)
                .engineVersion(choice.version().toString())
                .dbInstanceClass(choice.instanceClass().name())
                .licenseModel(LICENSE)
                .availabilityZoneGroup(region)
                .availabilityZones(zones)
                .multiAZCapable(zones.size() > 1)
                .readReplicaCapable(true)
                .vpc(true)
                .storageType(storage.text())
                .minStorageSize(storage.sizeGib().min())
                .maxStorageSize(storage.sizeGib().max())
                .supportsIops(iops.isPresent())
                .minIopsPerDbInstance(iops.map(range -> range.span().min()).orElse(null))
                .maxIopsPerDbInstance(iops.map(range -> range.span().max()).orElse(null))
                .minIopsPerGib(iops.map(StorageType.Performance::ratioMin).orElse(null))
                .maxIopsPerGib(iops.map(StorageType.Performance::ratioMax).orElse(null))
                .supportsStorageThroughput(throughput.isPresent())
                .minStorageThroughputPerDbInstance(
                        throughput.map(range -> range.span().min()).orElse(null))
                .maxStorageThroughputPerDbInstance(
                        throughput.map(range -> range.span().max()).orElse(null))
                .minStorageThroughputPerIops(
                        throughput.map(StorageType.Performance::ratioMin).orElse(null))
                .maxStorageThroughputPerIops(
                        throughput.map(StorageType.Performance::ratioMax).orElse(null))
                .supportsClusters(
                        capabilities.clusters() && choice.instanceClass().supportsClusters())
                .supportsStorageEncryption(capabilities.storageEncryption())
                .supportsStorageAutoscaling(capabilities.storageAutoscaling())
                .supportsEnhancedMonitoring(capabilities.enhancedMonitoring())
                .supportsPerformanceInsights(capabilities.performanceInsights())
                .supportsIAMDatabaseAuthentication(capabilities.iamAuthentication())
                .supportsKerberosAuthentication(false)
                .supportsGlobalDatabases(false)
                .supportsDedicatedLogVolume(false)
                .outpostCapable(false)
                .supportedEngineModes("provisioned")
                .supportedNetworkTypes("IPV4")
                .supportedActivityStreamModes(List.of())
                .availableProcessorFeatures(List.of())
                .build();
    }

    private record Choice(EngineVersion version, InstanceClass instanceClass, StorageType storage) {
        String key() {
            return EngineVersions.order(version)
                    + " "
                    + instanceClass.name()
                    + " "
                    + storage.text();
        }
    }
}
