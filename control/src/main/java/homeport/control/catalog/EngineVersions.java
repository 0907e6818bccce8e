package homeport.control.catalog;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.name.Filters;
import homeport.control.record.Paging;
import homeport.engine.Authority;
import homeport.engine.EngineVersion;
import homeport.engine.Engines;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import software.amazon.awssdk.services.rds.model.DBEngineVersion;
import software.amazon.awssdk.services.rds.model.DBMajorEngineVersion;
import software.amazon.awssdk.services.rds.model.DescribeDbEngineVersionsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbEngineVersionsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbMajorEngineVersionsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbMajorEngineVersionsResponse;
import software.amazon.awssdk.services.rds.model.UpgradeTarget;

/** The versions that can be ordered: those that can really be started here. */
public final class EngineVersions {
    private static final String AVAILABLE = "available";
    private static final String PROVISIONED = "provisioned";
    private static final Map<String, Function<DBEngineVersion, List<String>>> FILTERS =
            Map.of(
                    "db-parameter-group-family", row -> List.of(row.dbParameterGroupFamily()),
                    "engine", row -> List.of(row.engine()),
                    "engine-mode", DBEngineVersion::supportedEngineModes,
                    "engine-version", row -> List.of(row.engineVersion()),
                    "status", row -> List.of(row.status()));

    private final Engines engines;
    private final Authority authority;

    public EngineVersions(Engines engines, Authority authority) {
        this.engines = engines;
        this.authority = authority;
    }

    public void register(Service rds) {
        rds.on("DescribeDBEngineVersions", DescribeDbEngineVersionsRequest::builder, this::describe)
                .on(
                        "DescribeDBMajorEngineVersions",
                        DescribeDbMajorEngineVersionsRequest::builder,
                        this::describeMajors);
    }

    /**
     * The version that a request means.
     *
     * @param asked {@code 16.3}, {@code 16} (its newest minor), or null (the default version)
     * @throws AwsException {@code InvalidParameterCombination}: it is not here
     */
    public EngineVersion resolve(String asked) {
        if (asked == null) return defaultVersion();
        return newestFirst()
                .filter(matches(asked))
                .findFirst()
                .orElseThrow(() ->
                        AwsException.invalidCombination(
                                "Cannot find version %s for %s"
                                        .formatted(asked, EngineNames.POSTGRES)));
    }

    /** The newest one. */
    public EngineVersion defaultVersion() {
        return newestFirst()
                .findFirst()
                .orElseThrow(() ->
                        new AwsException(
                                "InsufficientDBInstanceCapacity",
                                "No PostgreSQL can be started on this machine."));
    }

    /** Later minors of the same major, newest first. */
    public List<EngineVersion> upgrades(EngineVersion from) {
        return newestFirst()
                .filter(to -> to.major() == from.major() && to.compareTo(from) > 0)
                .toList();
    }

    Stream<EngineVersion> newestFirst() {
        return engines.versions().stream().sorted(Comparator.reverseOrder());
    }

    static Predicate<EngineVersion> matches(String asked) {
        return version ->
                version.toString().equals(asked) || String.valueOf(version.major()).equals(asked);
    }

    private DescribeDbEngineVersionsResponse describe(
            Call call, DescribeDbEngineVersionsRequest asked) {
        Predicate<DBEngineVersion> wanted = Filters.of(asked.filters(), FILTERS);
        List<DBEngineVersion> rows =
                newestFirst()
                        .sorted()
                        .filter(_ ->
                                asked.engine() == null || EngineNames.isPostgres(asked.engine()))
                        .filter(
                                asked.engineVersion() == null
                                        ? _ -> true
                                        : matches(asked.engineVersion()))
                        .map(version -> view(call, version))
                        .filter(row ->
                                asked.dbParameterGroupFamily() == null
                                        || row.dbParameterGroupFamily()
                                                .equals(asked.dbParameterGroupFamily()))
                        .filter(wanted)
                        .toList();
        if (Boolean.TRUE.equals(asked.defaultOnly()) && !rows.isEmpty())
            rows = List.of(rows.getLast());
        Paging<DBEngineVersion> page =
                Paging.of(rows, asked.maxRecords(), asked.marker(), EngineVersions::order);
        return DescribeDbEngineVersionsResponse.builder()
                .dbEngineVersions(page.rows())
                .marker(page.markerOrNull())
                .build();
    }

    private static String order(DBEngineVersion row) {
        return order(EngineVersion.parse(row.engineVersion()));
    }

    /** A text whose order is that of the versions. */
    static String order(EngineVersion version) {
        return "%04d.%04d".formatted(version.major(), version.minor());
    }

    private DBEngineVersion view(Call call, EngineVersion version) {
        String family = EngineNames.POSTGRES + version.major();
        return DBEngineVersion.builder()
                .engine(EngineNames.POSTGRES)
                .engineVersion(version.toString())
                .majorEngineVersion(String.valueOf(version.major()))
                .dbParameterGroupFamily(family)
                .dbEngineDescription("PostgreSQL")
                .dbEngineVersionDescription("PostgreSQL " + version)
                .dbEngineVersionArn(
                        call.arn("rds", "engine-version:" + EngineNames.POSTGRES + "/" + version))
                .validUpgradeTarget(
                        upgrades(version).reversed().stream().map(this::target).toList())
                .exportableLogTypes("postgresql", "upgrade")
                .supportsLogExportsToCloudwatchLogs(true)
                .supportsReadReplica(true)
                .supportedEngineModes(PROVISIONED)
                .supportedFeatureNames(List.of())
                .status(AVAILABLE)
                .supportsParallelQuery(false)
                .supportsGlobalDatabases(false)
                .supportsBabelfish(false)
                .supportsLimitlessDatabase(false)
                .supportsLocalWriteForwarding(false)
                .supportsIntegrations(false)
                .supportedCACertificateIdentifiers(authority.root().id())
                .build();
    }

    private UpgradeTarget target(EngineVersion to) {
        return UpgradeTarget.builder()
                .engine(EngineNames.POSTGRES)
                .engineVersion(to.toString())
                .description("PostgreSQL " + to)
                .autoUpgrade(false)
                .isMajorVersionUpgrade(false)
                .build();
    }

    private DescribeDbMajorEngineVersionsResponse describeMajors(
            Call call, DescribeDbMajorEngineVersionsRequest asked) {
        Optional<String> major = Optional.ofNullable(asked.majorEngineVersion());
        List<DBMajorEngineVersion> rows =
                newestFirst()
                        .sorted()
                        .filter(_ ->
                                asked.engine() == null || EngineNames.isPostgres(asked.engine()))
                        .map(version -> String.valueOf(version.major()))
                        .distinct()
                        .filter(text -> major.isEmpty() || major.get().equals(text))
                        .map(text ->
                                DBMajorEngineVersion.builder()
                                        .engine(EngineNames.POSTGRES)
                                        .majorEngineVersion(text)
                                        .build())
                        .toList();
        Paging<DBMajorEngineVersion> page =
                Paging.of(
                        rows,
                        asked.maxRecords(),
                        asked.marker(),
                        DBMajorEngineVersion::majorEngineVersion);
        return DescribeDbMajorEngineVersionsResponse.builder()
                .dbMajorEngineVersions(page.rows())
                .marker(page.markerOrNull())
                .build();
    }
}
