package homeport.control.parameter;

import static homeport.control.testkit.Calls.REGION;
import static homeport.control.testkit.Calls.arn;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import homeport.aws.Service;
import homeport.control.catalog.InstanceClass;
import homeport.control.event.Event;
import homeport.control.event.Events;
import homeport.control.name.Arn;
import homeport.control.record.Held;
import homeport.control.record.Records;
import homeport.control.testkit.Calls;
import homeport.control.testkit.DescribedEngines;
import homeport.engine.EngineVersion;
import homeport.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.rds.model.CopyDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.CopyDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.CreateDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.CreateDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.DBParameterGroup;
import software.amazon.awssdk.services.rds.model.DeleteDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbParameterGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbParameterGroupsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbParametersRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbParametersResponse;
import software.amazon.awssdk.services.rds.model.DescribeEngineDefaultParametersRequest;
import software.amazon.awssdk.services.rds.model.DescribeEngineDefaultParametersResponse;
import software.amazon.awssdk.services.rds.model.Filter;
import software.amazon.awssdk.services.rds.model.ModifyDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.Parameter;
import software.amazon.awssdk.services.rds.model.ResetDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.ResetDbParameterGroupResponse;

/** Settings are those of a real PostgreSQL; rules are of the RDS API reference. */
class ParameterGroupsTest {
    private static final long GIB = 1L << 30;
    private static final EngineVersion VERSION = new EngineVersion(16, 3);
    private static final InstanceClass CLASS =
            new InstanceClass(
                    "db.r6g.16xlarge",
                    64,
                    512 * GIB,
                    new InstanceClass.Family("r6g", true, false, false));
    private static DescribedEngines engines;

    private final MemoryStore store = new MemoryStore();
    private final List<String> users = new ArrayList<>();
    private final Service rds = new Service("rds");
    private ParameterGroups groups;

    @BeforeAll
    static void anEngineIsInstalled() {
        assumeTrue(DescribedEngines.binary().isPresent());
        engines = new DescribedEngines("16.3", "15.14");
    }

    @BeforeEach
    void start() {
        groups =
                new ParameterGroups(
                        store,
                        new Families(engines),
                        new Events(store),
                        GroupKind.INSTANCE,
                        (_, _) -> users);
        groups.register(rds);
        create("web");
    }

    @Test
    void everyFamilyHasADefaultGroupThatNobodyMade() {
        assertThat(listed()).containsExactly("default.postgres15", "default.postgres16", "web");
        assertThat(groups.exists(REGION, "default.postgres16")).isTrue();
        assertThat(groups.family(Calls.at(Calls.NOW), "DEFAULT.postgres15"))
                .isEqualTo("postgres15");
        assertThat(ParameterGroups.defaultFor(VERSION)).isEqualTo("default.postgres16");
    }

    @Test
    void aDefaultGroupCanBeNeitherChangedNorCopiedNorDeleted() {
        String name = "default.postgres16";
        assertThat(error(() -> set(name, "work_mem", "8192", "immediate")))
                .isEqualTo("InvalidParameterValue: Cannot modify a default parameter group.");
        assertThat(error(() -> delete(name))).startsWith("InvalidDBParameterGroupState: ");
        assertThat(error(() -> copy(name, "mine"))).startsWith("InvalidParameterValue: ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a number in its range           | work_mem             | 8192       | immediate      | ok
                    a number out of its range       | work_mem             | 63         | immediate      | InvalidParameterValue: Invalid parameter value: 63 for: work_mem allowed values are: 64-2147483647
                    RDS's own narrower range        | max_connections      | 5          | pending-reboot | InvalidParameterValue: Invalid parameter value: 5 for: max_connections allowed values are: 6-262143
                    a number with a unit            | work_mem             | 8MB        | immediate      | InvalidParameterValue: Invalid parameter value: 8MB for: work_mem allowed values are: 64-2147483647
                    a formula where a number is     | max_connections      | LEAST({DBInstanceClassMemory/9531392},100) | pending-reboot | ok
                    a formula that is none          | work_mem             | {DBMemory} | immediate      | InvalidParameterValue: Invalid parameter value: {DBMemory} for: work_mem is not a formula: no variable DBMemory
                    a fraction                      | random_page_cost     | 1.1        | immediate      | ok
                    a fraction that is none         | random_page_cost     | cheap      | immediate      | InvalidParameterValue: Invalid parameter value: cheap for: random_page_cost allowed values are: 0-1.79769e+308
                    a boolean                       | log_connections      | 1          | immediate      | ok
                    a boolean that is none          | log_connections      | 2          | immediate      | InvalidParameterValue: Invalid parameter value: 2 for: log_connections allowed values are: 0,1
                    a word of an enum               | log_statement        | ddl        | immediate      | ok
                    a word that the enum lacks      | log_statement        | most       | immediate      | InvalidParameterValue: Invalid parameter value: most for: log_statement allowed values are: none,ddl,mod,all
                    a static parameter at reboot    | max_connections      | 200        | pending-reboot | ok
                    a static parameter at once      | max_connections      | 200        | immediate      | InvalidParameterCombination: cannot use immediate apply method for static parameter
                    a name nobody knows             | maximum_connections  | 200        | immediate      | InvalidParameterValue: Could not find parameter with name: maximum_connections
                    a setting that the node owns    | wal_level            | logical    | pending-reboot | InvalidParameterValue: The parameter wal_level cannot be modified.
                    a module that nodes preload     | shared_preload_libraries | pg_stat_statements | pending-reboot | ok
                    a module that is not here       | shared_preload_libraries | pg_cron | pending-reboot | InvalidParameterValue: Invalid parameter value: pg_cron for: shared_preload_libraries allowed values are: pg_stat_statements
                    in the engine's spelling        | TimeZone             | Europe/Vienna | immediate   | ok
                    RDS's own parameter             | rds.logical_replication | 1       | pending-reboot | ok
                    a rule that nothing enforces    | rds.restrict_password_commands | 1 | pending-reboot | InvalidParameterValue: The parameter rds.restrict_password_commands cannot be modified.
                    """)
    void aChangeIsChecked(String story, String name, String value, String method, String expected) {
        if (expected.equals("ok")) {
            set("web", name, value, method);
            assertThat(userParameters("web")).hasSize(1);
        } else {
            assertThat(error(() -> set("web", name, value, method))).isEqualTo(expected);
            assertThat(userParameters("web")).isEmpty();
        }
    }

    @Test
    void aTextThatWouldEndItsLineIsRefused() {
        assertThat(error(() -> set("web", "search_path", "a\nfsync = off", "immediate")))
                .startsWith("InvalidParameterValue: ");
    }

    @Test
    void atMostTwentyParametersChangeInOneCall() {
        Parameter[] many =
                IntStream.range(0, 21)
                        .mapToObj(i -> parameter("p" + i, "1", "immediate"))
                        .toArray(Parameter[]::new);
        assertThat(error(() -> modify("web", many)))
                .startsWith("InvalidParameterValue: A maximum of 20 parameters");
    }

    @Test
    void aCallWithOneBadParameterChangesNothing() {
        assertThat(
                        error(() ->
                                modify(
                                        "web",
                                        parameter("work_mem", "8192", "immediate"),
                                        parameter("work_men", "1", "immediate"))))
                .startsWith("InvalidParameterValue: Could not find");
        assertThat(userParameters("web")).isEmpty();
        assertThat(events()).isEmpty();
    }

    @Test
    void everyChangedParameterIsAnEvent() {
        modify(
                "web",
                parameter("work_mem", "8192", "immediate"),
                parameter("max_connections", "200", "pending-reboot"));
        set("web", "work_mem", "8192", "immediate");

        assertThat(events())
                .extracting(Event::message)
                .containsExactly(
                        "Updated parameter max_connections to 200 with apply method pending-reboot",
                        "Updated parameter work_mem to 8192 with apply method immediate");
        assertThat(events().getFirst().id()).isEqualTo("RDS-EVENT-0037");
        assertThat(events().getFirst().sourceArn()).isEqualTo(arn("pg", "web"));
    }

    @Test
    void resetTakesNamedParametersOrAll() {
        set("web", "work_mem", "8192", "immediate");
        set("web", "log_statement", "ddl", "immediate");
        assertThat(error(() -> reset("web", true, parameter("work_mem", null, "immediate"))))
                .startsWith("InvalidParameterCombination: ");

        reset("web", false, parameter("work_mem", null, "immediate"));
        assertThat(userParameters("web")).containsOnlyKeys("log_statement");
        reset("web", null);
        assertThat(userParameters("web")).isEmpty();
    }

    @Test
    void sourcesTellWhereAValueComesFrom() {
        set("web", "work_mem", "8192", "immediate");

        assertThat(described("web", "user")).containsExactly(Map.entry("work_mem", "8192"));
        assertThat(described("web", "system"))
                .containsEntry("max_connections", "LEAST({DBInstanceClassMemory/9531392},5000)")
                .containsEntry("rds.force_ssl", "1")
                .doesNotContainKeys("work_mem", "enable_seqscan");
        assertThat(described("web", "engine-default"))
                .containsKey("enable_seqscan")
                .doesNotContainKeys("work_mem", "max_connections");
        assertThat(error(() -> described("web", "users"))).startsWith("InvalidParameterValue: ");
    }

    @Test
    void theEngineItselfSaysWhatAParameterIs() {
        Parameter row = row("max_connections");
        assertThat(row.applyType()).isEqualTo("static");
        assertThat(row.dataType()).isEqualTo("integer");
        assertThat(row.allowedValues()).isEqualTo("6-262143");
        assertThat(row.isModifiable()).isTrue();
        assertThat(row("shared_buffers").description()).startsWith("(8kB) ");
        assertThat(row("wal_level").isModifiable()).isFalse();
        assertThat(row("log_statement").allowedValues()).isEqualTo("none,ddl,mod,all");
        assertThat(row("jit").allowedValues()).isEqualTo("0,1");
    }

    @Test
    void pagesJoinToTheWholeFamily() {
        List<String> names = new ArrayList<>();
        String marker = null;
        do {
            DescribeEngineDefaultParametersResponse page =
                    Calls.call(
                            rds,
                            "DescribeEngineDefaultParameters",
                            DescribeEngineDefaultParametersRequest.builder()
                                    .dbParameterGroupFamily("postgres16")
                                    .maxRecords(50)
                                    .marker(marker)
                                    .build(),
                            DescribeEngineDefaultParametersResponse.class);
            assertThat(page.engineDefaults().parameters()).hasSizeLessThanOrEqualTo(50);
            page.engineDefaults().parameters().forEach(row -> names.add(row.parameterName()));
            marker = page.engineDefaults().marker();
        } while (marker != null);

        assertThat(names).hasSizeGreaterThan(250).isSorted().doesNotHaveDuplicates();
        assertThat(names).contains("timezone", "rds.logical_replication", "max_connections");
    }

    @Test
    void aGroupInUseStays() {
        users.add("orders");
        assertThat(error(() -> delete("web")))
                .isEqualTo(
                        "InvalidDBParameterGroupState: One or more database instances are still"
                                + " members of this parameter group web, so the group cannot be"
                                + " deleted");
        users.clear();
        delete("WEB");
        assertThat(groups.exists(REGION, "web")).isFalse();
        assertThat(error(() -> delete("web")))
                .isEqualTo("DBParameterGroupNotFound: DBParameterGroup not found: web");
    }

    @Test
    void aGroupTakenIntoUseAtThisMomentIsNotDeleted() {
        var hold = groups.hold(REGION, "web").orElseThrow();
        delete("web");
        assertThat(store.commit(List.of(hold))).as("the instance's commit").isEmpty();
        assertThat(groups.hold(REGION, "default.postgres16")).isEmpty();
    }

    /** Its name alone is not enough: it is another account's group. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:rds:us-east-1:111111111111:pg:web",
                "arn:aws:rds:eu-west-1:000000000000:pg:web",
                "arn:aws:rds:us-east-1:000000000000:cluster-pg:web"
            })
    void anArnOfElsewhereIsNone(String arn) {
        assertThat(error(() -> copy(arn, "web-2")))
                .isEqualTo(
                        "InvalidParameterValue: Not a DBParameterGroup of this region and account: "
                                + arn);
    }

    @Test
    void namesAreUniqueAndOfTheUsualForm() {
        assertThat(error(() -> create("WEB")))
                .isEqualTo("DBParameterGroupAlreadyExists: Parameter group web already exists");
        assertThat(error(() -> create("my.group"))).startsWith("InvalidParameterValue: ");
        assertThat(error(() -> create("web2", "postgres9"))).contains("postgres16, postgres15");
    }

    @Test
    void aCopyHasTheParametersAndItsOwnTags() {
        set("web", "work_mem", "8192", "immediate");
        copy(arn("pg", "web"), "web-2");
        assertThat(described("web-2", "user")).containsExactly(Map.entry("work_mem", "8192"));
        Arn arn = Arn.parse(arn("pg", "web-2"));
        groups.tags().retag(arn, _ -> Map.of("team", "store"));
        assertThat(groups.tags().tags(arn)).containsExactly(Map.entry("team", "store"));
        assertThat(described("web-2", "user")).hasSize(1);
    }

    @Test
    void aNodeIsGivenTheClassesConnectionsAndTheHostsMemory() {
        Resolved resolved = groups.resolve(REGION, "web", CLASS, VERSION, 2 * GIB);

        assertThat(resolved.values())
                .containsEntry("max_connections", "5000")
                .containsEntry("shared_buffers", "65536")
                .containsEntry("maintenance_work_mem", "65536")
                .containsEntry("TimeZone", "UTC")
                .doesNotContainKeys("shared_preload_libraries", "wal_level", "timezone")
                .allSatisfy((_, value) -> assertThat(value).doesNotContain("{", "("));
        assertThat(resolved.values().keySet()).noneMatch(name -> name.startsWith("rds."));
        assertThat(resolved.atReboot()).contains("max_connections").doesNotContain("work_mem");
        assertThat(resolved.forceSsl()).isTrue();
        assertThat(Resolved.forcesTls(resolved.withForceSsl().values())).isTrue();
        assertThat(Resolved.forcesTls(resolved.values())).isFalse();
        assertThat(resolved.logsKept()).isEqualTo(Duration.ofDays(3));
    }

    @Test
    void logicalReplicationRaisesTheWalLevel() {
        set("web", "rds.logical_replication", "1", "pending-reboot");
        assertThat(resolved().values()).containsEntry("wal_level", "logical");
    }

    @Test
    void whatWaitsForARebootStaysAsItIsUntilThen() {
        Map<String, String> started = resolved().values();
        modify(
                "web",
                parameter("work_mem", "8192", "immediate"),
                parameter("log_statement", "ddl", "pending-reboot"),
                parameter("max_connections", "200", "pending-reboot"));

        Resolved changed = resolved();
        assertThat(changed.pendingReboot(started))
                .containsExactly("log_statement", "max_connections");
        assertThat(changed.withoutReboot(started))
                .containsEntry("work_mem", "8192")
                .containsEntry("max_connections", "5000")
                .doesNotContainKey("log_statement");
        assertThat(changed.pendingReboot(changed.values())).isEmpty();
    }

    private Resolved resolved() {
        return groups.resolve(REGION, "web", CLASS, VERSION, 2 * GIB);
    }

    private void create(String name) {
        create(name, "postgres16");
    }

    private DBParameterGroup create(String name, String family) {
        return Calls.call(
                        rds,
                        "CreateDBParameterGroup",
                        CreateDbParameterGroupRequest.builder()
                                .dbParameterGroupName(name)
                                .dbParameterGroupFamily(family)
                                .description("for tests")
                                .build(),
                        CreateDbParameterGroupResponse.class)
                .dbParameterGroup();
    }

    private void copy(String source, String target) {
        Calls.call(
                rds,
                "CopyDBParameterGroup",
                CopyDbParameterGroupRequest.builder()
                        .sourceDBParameterGroupIdentifier(source)
                        .targetDBParameterGroupIdentifier(target)
                        .targetDBParameterGroupDescription("a copy")
                        .build(),
                CopyDbParameterGroupResponse.class);
    }

    private void delete(String name) {
        Calls.call(
                rds,
                "DeleteDBParameterGroup",
                DeleteDbParameterGroupRequest.builder().dbParameterGroupName(name).build(),
                DeleteDbParameterGroupResponse.class);
    }

    private void set(String group, String name, String value, String method) {
        modify(group, parameter(name, value, method));
    }

    private void modify(String group, Parameter... parameters) {
        Calls.call(
                rds,
                "ModifyDBParameterGroup",
                ModifyDbParameterGroupRequest.builder()
                        .dbParameterGroupName(group)
                        .parameters(parameters)
                        .build(),
                ModifyDbParameterGroupResponse.class);
    }

    private void reset(String group, Boolean all, Parameter... parameters) {
        Calls.call(
                rds,
                "ResetDBParameterGroup",
                ResetDbParameterGroupRequest.builder()
                        .dbParameterGroupName(group)
                        .resetAllParameters(all)
                        .parameters(parameters)
                        .build(),
                ResetDbParameterGroupResponse.class);
    }

    private static Parameter parameter(String name, String value, String method) {
        return Parameter.builder()
                .parameterName(name)
                .parameterValue(value)
                .applyMethod(method)
                .build();
    }

    private List<String> listed() {
        return Calls.call(
                        rds,
                        "DescribeDBParameterGroups",
                        DescribeDbParameterGroupsRequest.builder().build(),
                        DescribeDbParameterGroupsResponse.class)
                .dbParameterGroups()
                .stream()
                .map(DBParameterGroup::dbParameterGroupName)
                .toList();
    }

    private Map<String, String> userParameters(String group) {
        return described(group, "user");
    }

    /** The first page, name to value. */
    private Map<String, String> described(String group, String source) {
        Map<String, String> rows = new TreeMap<>();
        describe(DescribeDbParametersRequest.builder().dbParameterGroupName(group).source(source))
                .forEach(row -> rows.put(row.parameterName(), row.parameterValue()));
        return rows;
    }

    private Parameter row(String name) {
        Filter filter = Filter.builder().name("parameter-name").values(name).build();
        return describe(
                        DescribeDbParametersRequest.builder()
                                .dbParameterGroupName("web")
                                .filters(filter))
                .getFirst();
    }

    private List<Parameter> describe(DescribeDbParametersRequest.Builder asked) {
        return Calls.call(
                        rds,
                        "DescribeDBParameters",
                        asked.build(),
                        DescribeDbParametersResponse.class)
                .parameters();
    }

    private List<Event> events() {
        return new Records<>(store, "event", Event.class)
                .list(REGION).stream().map(Held::value).toList();
    }
}
